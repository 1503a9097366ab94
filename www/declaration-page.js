// A declaration's own page.

// On a phone, a bar at the foot of the window leads to the form. It is gone while any of the form is
// in view, and once the visitor has signed.
const bar = document.querySelector(".foot-bar");
if (bar) {
  const form = new IntersectionObserver((entries) => (bar.hidden = entries.at(-1).isIntersecting));
  form.observe(document.querySelector("#sign"));
  addEventListener("undersigned:confirmed", () => {
    form.disconnect();
    bar.remove();
  });
}

// Each principle of a declaration has an address. Its link works without script; with script,
// pressing it also shares the address and the principle's title: through the share sheet on a touch
// screen, otherwise by copying to the clipboard.
const said = document.createElement("span");
said.className = "copied";
said.role = "status";

const pass = async (link) => {
  const { address: url, words: text } = link.dataset;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) return navigator.share({ title: text, text, url });
  await navigator.clipboard.writeText(`${text}\n${url}`);
  link.after(said);
  // Empty it first, or a screen reader does not announce the same word twice.
  said.textContent = "";
  setTimeout(() => (said.textContent = link.dataset.copied), 50);
};

// The visitor wants a new tab or window, and nothing else.
const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

for (const link of document.querySelectorAll(".permalink"))
  link.addEventListener("click", (event) => {
    if (elsewhere(event)) return;
    // The clipboard needs a secure connection, and a visitor may close the share sheet. Either way,
    // the address is in the browser's address bar.
    pass(link).catch(() => {});
  });

// A reservation on a principle: its link ticks the box in the form, which keeps what was typed there, and
// leads to the note beside it. Going back leads to the text again.
for (const link of document.querySelectorAll(".reserve"))
  link.addEventListener("click", (event) => {
    const { principle } = link.dataset;
    const root = document.querySelector("undersigned-signature").shadowRoot;
    const box = root?.querySelector(`#sign-reservations-${principle}`);
    if (elsewhere(event) || !box) return;
    event.preventDefault();
    location.hash = "sign";
    // A form that was sent takes no reservations.
    if (box.form.hidden) return;
    box.closest("details").open = true;
    if (!box.checked) box.click();
    root.querySelector(`#sign-note-${principle}`).focus();
  });
