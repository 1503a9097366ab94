// Each principle of a declaration has an address. Its link leads there without script as well; with
// it, pressing the link also passes the address on with the principle's title: to the share sheet
// where a finger presses, else to the clipboard.
const said = document.createElement("span");
said.className = "copied";
said.role = "status";

const pass = async (link) => {
  const { address: url, words: text } = link.dataset;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) return navigator.share({ title: text, text, url });
  await navigator.clipboard.writeText(`${text}\n${url}`);
  link.after(said);
  // Empty first, or the same word twice is not said again.
  said.textContent = "";
  setTimeout(() => (said.textContent = link.dataset.copied), 50);
};

for (const link of document.querySelectorAll(".permalink"))
  link.addEventListener("click", (event) => {
    // A new tab or window is asked for, and nothing else.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Without a secure connection there is no clipboard, and a share sheet may be closed again: the
    // address stands in the browser's bar all the same.
    pass(link).catch(() => {});
  });
