// The thanks behind an email's link go back by themselves to the allied page where one signed, after
// the time that they say. Whoever does anything here stays: a key, a press, a turn of the wheel.
const said = document.querySelector("[data-back]");
const { back, seconds } = said.dataset;
const going = setTimeout(() => location.replace(back), seconds * 1000);

const stay = () => {
  clearTimeout(going);
  said.hidden = true;
};
for (const type of ["keydown", "pointerdown", "wheel"]) addEventListener(type, stay, { passive: true });
said.hidden = false;
