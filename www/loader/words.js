// The few words that the loader itself says: in the language of the place, since no server may be
// there to draw them. All other words come with the fragment. The loader of a tag holds the English
// ones alone, since every visitor would carry the rest; `stepdown.js` brings them.

// "Not available", as short as can be; a link follows. The English one every visitor carries.
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
