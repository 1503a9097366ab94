// The few texts of the loader itself, in the language of the element, because the server that would
// draw them may be unreachable. All other texts come with the fragment. The plain loader contains
// only English, because every visitor would download the rest; `stepdown.js` adds the other
// languages.

// "Not available", as short as possible; a link follows. Every visitor downloads the English one.
export const en = "Unavailable:";
export const sorry = {
  en,
  cy: "Ddim ar gael nawr:",
  fr: "Indisponible :",
  pl: "Chwilowo niedostępne:",
  pa: "ਹੁਣ ਉਪਲਬਧ ਨਹੀਂ:",
  bn: "এখন পাওয়া যাচ্ছে না:",
  ur: "ابھی دستیاب نہیں:",
  ar: "غير متاح الآن:",
};
