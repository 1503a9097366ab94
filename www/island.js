// How an island comes alive, and what becomes of it when the bundle ends. The build puts this behind
// the glue, whose `hydrate` it calls, so it is there whenever there is anything to take over.
//
// The bundle takes over the very nodes that the server drew. Password managers put icons behind fields,
// translators wrap words, dark readers add styles: on what it did not draw the bundle panics, and a
// panic ends it for all widgets of the page. Then every form becomes a native one.

// A panic is told to nobody but the window.
let end;
const ended = new Promise((_, reject) => (end = reject));
addEventListener("error", ({ error }) => error?.name == "RuntimeError" && end(error));

// Puts a copy in the island's place with what was typed, chosen and unfolded, and with the focus. Each
// node knows from then on which one of the copy it became.
const replace = (element, nodes, copy, copies) => {
  const { activeElement } = element.shadowRoot;
  for (let at = 0; at < nodes.length; at++) {
    const [from, to] = [nodes[at], copies[at]];
    from.twin = to;
    if (from.form !== undefined && to.value != from.value) to.value = from.value;
    if (from.checked != to.checked) to.checked = from.checked;
    if (from.open) to.open = true;
  }
  element.island.replaceWith(copy);
  element.island = copy;
  element.nodes = copies;
  activeElement?.twin?.focus({ preventScroll: true });
};

const inside = (island) => island.querySelectorAll("*");

// Takes an island over; the promise fails where that cannot be. `element` keeps the island as it was
// drawn (`original`) and its nodes. If others have changed it since, a copy comes alive where nobody
// can reach it, and is put in its place.
export const take = async (element, words) => {
  await Promise.race([ended, 0]);
  let { island } = element;
  // A press that is held.
  island.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  let put;
  if (!island.isEqualNode(element.original)) {
    const copy = (island = element.original.cloneNode(true));
    const copies = inside(copy);
    put = () => replace(element, element.nodes, copy, copies);
  }
  // The bundle draws in the same task; a press that it did not live through is sent once more.
  element.shadowRoot.addEventListener(
    "submit",
    ({ target, submitter }) => {
      element.pressed = [target, submitter];
      setTimeout(() => (element.pressed = 0));
    },
    true,
  );
  element.unmount = () => {};
  element.native = () => native(element);
  const late = setTimeout(() => end(Error("too slow")), 9000);
  try {
    const taken = new Promise((ready) => {
      element.unmount = hydrate(island, island.dataset.props, words, ready);
    });
    await Promise.race([ended, taken]);
  } catch (error) {
    end(error);
    throw error;
  }
  clearTimeout(late);
  island.dataset.alive = "";
  put?.();
  ended.catch(() => {
    element.alive = 0;
    element.hydrate().catch(() => {});
  });
};

// The island as a form of its own, to which nothing listens: where its code can be typed or it thanks,
// as it stands, otherwise as it was drawn. What was pressed and has no answer that is shown is sent from
// it.
const native = (element) => {
  // Several may tell of the same end.
  if (!element.unmount) return;
  element.unmount = undefined;
  const { island, pressed, holding } = element;
  const busy = island.querySelector("[aria-busy]");
  const further = island.querySelector("[name=id]")?.value || island.querySelector("[part~=thanks]");
  const copy = (further ? island : element.original).cloneNode(true);
  delete copy.dataset.alive;
  for (const busy of copy.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  replace(element, further ? inside(island) : element.nodes, copy, inside(copy));
  // A press that is held goes on by itself. A form that is hidden was accepted, and what follows it was
  // not drawn.
  if (holding) return;
  const [form, button] = pressed || [busy?.form || (!further && island.querySelector("form[hidden]")), busy];
  const again = form?.twin;
  if (again?.method == "post" && !again.hidden) again.requestSubmit(button?.twin);
};
