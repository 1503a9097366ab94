// The thanks page behind an email's link returns automatically to the allied page where the visitor
// signed, after the time it announces. Any interaction (a key, a press, the mouse wheel) cancels
// that.
const said = document.querySelector("[data-back]");
const { back, seconds } = said.dataset;
const going = setTimeout(() => location.replace(back), seconds * 1000);

const stay = () => {
  clearTimeout(going);
  said.hidden = true;
};
for (const type of ["keydown", "pointerdown", "wheel"]) addEventListener(type, stay, { passive: true });
said.hidden = false;
