// The page behind a letter's link goes back to the allied page where one signed: there the widget
// confirms by itself if this is the browser that signed, and comes back here if it is not. Once for
// each letter, so that whoever comes back finds the button.
const { back } = document.querySelector("[data-back]").dataset;
const pass = back.split("-").pop();

const isNew = () => {
  try {
    const known = localStorage.undersigned == pass;
    localStorage.undersigned = pass;
    return !known && localStorage.undersigned == pass;
  } catch {
    // A browser that keeps nothing for this page has kept nothing for the other.
    return false;
  }
};

// What leaves a page before it has loaded takes its place, and nothing could come back to it.
const go = () => setTimeout(() => location.assign(back));
if (typeof WebAssembly == "object" && isNew()) document.readyState == "complete" ? go() : addEventListener("load", go);
