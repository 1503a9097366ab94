// How an island comes alive, and what becomes of it when the bundle ends. The build puts this behind
// the glue, whose `hydrate` it calls, so it is there whenever there is anything to take over.
//
// The bundle takes over the very nodes that the server drew. Password managers put icons behind fields,
// translators wrap words, dark readers add styles: on what it did not draw the bundle panics, and a
// panic ends it for all widgets of the page. Then every form becomes a native one.

// A panic leaves the module by the closure that was called. The build lets the glue's wrapper of closures
// say `end` with what came out of one: WebKit tells the window nothing of an error in a module from another
// origin, and what the window hears may be of somebody else's module.
let end;
const ended = new Promise((_, reject) => (end = reject));

// A widget that nobody has touched yet learns of it at once.
ended.catch(() => {
  const { querySelectorAll } = Document.prototype;
  for (const element of querySelectorAll.call(document, "undersigned-signature,undersigned-signup,undersigned-share"))
    if (element.island && !element.alive && !element.failed) element.hydrate().catch(() => {});
});

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
  element.original = [element.original[0], copies];
  activeElement?.twin?.focus({ preventScroll: true });
};

// Presses what took the place of what was pressed, as soon as the loader holds no press any more: what
// it does then reaches only what is no longer there.
const press = (element, pressed) => {
  const again = pressed?.twin;
  if (!again) return;
  if (element.holding) return setTimeout(press, 20, element, pressed);
  again.requestSubmit ? again.requestSubmit() : again.click();
};

// What a share bar shares: the element's own attributes, else the page as it is known at this moment. A
// canonical address that stayed while the page went on is the one of an earlier place.
const shared = (element) => {
  const [address, canonical, title] = element.known;
  const [before, first] = element.drawn;
  const right = canonical && !/#/.test(address) && (address == before || canonical != first);
  return [untracked(element.getAttribute("url") || (right ? canonical : address)), element.getAttribute("text") || title];
};

// The address without what advertisers and mailers add to tell who follows it. This and the following are
// in `widgets/src/share_limits.rs` for the server.
const TRACKER =
  /^(utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_eid|mkt_tok|oly_anon_id|oly_enc_id|vero_id|_hsenc)$/i;
const untracked = (url) =>
  url.replace(/^([^?#]*)\?([^#]*)/, (_, path, query) => {
    let joint = "?";
    for (const pair of query.split("&"))
      if (!TRACKER.test(pair.split("=")[0])) {
        path += joint + pair;
        joint = "&";
      }
    return path;
  });

// How long a post may be, and what the link in it counts for, where not for its length.
const LIMITS = { bluesky: [300], mastodon: [500, 23], threads: [500], x: [280, 23], reddit: [300, 0] };
const characters = (text) => {
  try {
    return new Intl.Segmenter().segment(text);
  } catch {
    // Code points are never fewer.
    return [...text].map((segment) => ({ segment }));
  }
};
const weight = (id, character) => {
  const emoji = /[\u200D\uFE0F\u{1F000}-\u{10FFFF}]/u.test(character);
  if (id == "threads" && emoji) return new TextEncoder().encode(character).length;
  if (id != "x" || emoji) return id == "x" ? 2 : 1;
  let sum = 0;
  for (const one of character) sum += /[\0-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]/.test(one) ? 1 : 2;
  return sum;
};
// The bundle calls it: as much of a text as a network takes beside a link, which stays whole.
const fitting = (id, url, text) => {
  if (!LIMITS[id]) return text;
  let [most, link] = LIMITS[id];
  if (link == undefined) link = [...characters(url)].length;
  const room = most - (link && link + 1);
  let used = 0;
  let kept = "";
  for (const { segment } of characters(text)) {
    used += weight(id, segment);
    if (used + weight(id, "…") <= room) kept += segment;
  }
  if (used <= room) return text;
  kept = kept.trimEnd();
  return kept && kept + "…";
};

const inside = (island) => island.querySelectorAll("*");

// Takes an island over; the promise fails where that cannot be. `element.original` is a copy of the
// island as it was drawn, and its nodes. If others have changed it since, a copy comes alive where nobody
// can reach it, and is put in its place.
export const take = async (element, words) => {
  await Promise.race([ended, 0]);
  if (!element.isConnected) throw Error("removed");
  let { island } = element;
  const [original, nodes] = element.original;
  // A press that the loader holds; the mark on it is no change.
  const held = (element.held = island.querySelector("[aria-busy]"));
  held?.removeAttribute("aria-busy");
  let put;
  if (!island.isEqualNode(original)) {
    const copy = (island = original.cloneNode(true));
    const copies = inside(copy);
    put = () => {
      replace(element, nodes, copy, copies);
      press(element, held);
    };
  }
  // The bundle draws in the same task; a press that it did not live through is sent once more.
  element.shadowRoot.addEventListener(
    "submit",
    ({ target, submitter }) => {
      element.pressed = submitter || target;
      setTimeout(() => (element.pressed = 0));
    },
    true,
  );
  element.unmount = () => {};
  element.native = () => native(element);
  const late = setTimeout(() => end(Error("too slow")), 9000);
  try {
    const taken = new Promise((ready) => {
      element.unmount = hydrate(island, island.dataset.props, words, ready, () => shared(element));
    });
    await Promise.race([ended, taken]);
  } catch (error) {
    end(error);
    throw error;
  }
  clearTimeout(late);
  element.held = 0;
  island.dataset.alive = "";
  put?.();
  // A link that was followed meanwhile is told of, and not followed again.
  const { followed } = element;
  if (followed) {
    const link = followed.twin || followed;
    link.addEventListener("click", (event) => event.preventDefault(), { once: true });
    link.click();
  }
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
  const { island, pressed } = element;
  const [original, nodes] = element.original;
  const busy = element.held || island.querySelector("[aria-busy]");
  const further = island.querySelector("[name=id]")?.value || island.querySelector("[part~=thanks]");
  const copy = (further ? island : original).cloneNode(true);
  delete copy.dataset.alive;
  copy.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  replace(element, further ? inside(island) : nodes, copy, inside(copy));
  // A form that is hidden was accepted, and what follows it was not drawn.
  const again = pressed || busy || (!further && island.querySelector("form[hidden]"));
  const form = again && (again.form || again);
  if (form?.twin && !form.twin.hidden && form.method != "get") press(element, again);
};
