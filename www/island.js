// Hydrates an island, and handles a crash of the bundle. The build appends this to the glue, whose
// `hydrate` it calls, so it is available whenever there is anything to hydrate.
//
// The bundle hydrates the very nodes that the server drew. Password managers add icons to fields,
// translators wrap words, dark-mode extensions add styles: on nodes that it did not draw, the
// bundle panics, and a panic stops it for all widgets on the page. Then every form falls back to a
// native form.

// A panic leaves the module through the closure that was called. The build makes the glue's closure
// wrapper call `end` with the error: WebKit does not report errors in a module from another origin
// to the window, and an error event on the window may come from another module.
let end;
const ended = new Promise((_, reject) => (end = reject));

// A widget that the visitor has not touched yet learns of it at once.
ended.catch(() => {
  const { querySelectorAll } = Document.prototype;
  for (const element of querySelectorAll.call(document, "undersigned-signature,undersigned-signup,undersigned-share"))
    if (element.island && !element.alive && !element.failed) element.hydrate().catch(() => {});
});

// Replaces the island by a copy, keeping what was typed, chosen and expanded, and the focus. Each
// old node keeps a reference to its counterpart in the copy.
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

// Presses the counterpart of a pressed element, as soon as the loader holds no press any more: what
// the loader does after that affects only the removed island.
const press = (element, pressed) => {
  const again = pressed?.twin;
  if (!again) return;
  if (element.holding) return setTimeout(press, 20, element, pressed);
  again.requestSubmit ? again.requestSubmit() : again.click();
};

// What a share bar shares: the element's own attributes, otherwise the page at this moment. If the
// page's address changed but its canonical URL did not, the canonical URL is outdated.
const shared = (element) => {
  const [address, canonical, title] = element.known;
  const [before, first] = element.drawn;
  const right = canonical && !/#/.test(address) && (address == before || canonical != first);
  return [untracked(element.getAttribute("url") || (right ? canonical : address)), element.getAttribute("text") || title];
};

// The address without the parameters that advertisers and mailers add to track clicks. The server's
// version of this and of the following is in `widgets/src/share/limits.rs`.
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

// How long a post may be, and how much its link counts, if not by its length.
const LIMITS = { bluesky: [300], mastodon: [500, 23], threads: [500], x: [280, 23], reddit: [300, 0] };
const characters = (text) => {
  try {
    return new Intl.Segmenter().segment(text);
  } catch {
    // A text never has fewer code points than graphemes.
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
// As much of a text as a network accepts beside a link, which stays whole.
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

// Called by the bundle: the address that shares on a network. Only the unreserved characters of RFC 3986
// stay as they are.
const encoded = (value) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (one) => "%" + one.charCodeAt().toString(16).toUpperCase());
const filled = (id, pattern, url, text) =>
  pattern.replace(/{(\w+)}/g, (_, name) => encoded(name == "url" ? url : fitting(id, url, text)));

// Called by the bundle: fills in all links of a share bar. In a frame, an email opens in the top window.
const relinked = (root, url, text) => {
  for (const link of root.querySelectorAll("[data-link]")) {
    const id = link.dataset.network;
    link.href = filled(id, link.dataset.link, url, text);
    if (id == "email" && top != window) link.target = "_top";
  }
};

// Tells the page once that a visitor has begun to fill in the form, also if that was before the bundle came.
const begin = (element) => {
  if (element.begun || !element.subject) return;
  element.begun = true;
  const detail = { widget: element.name };
  const tell = () => element.dispatchEvent(new CustomEvent("undersigned:started", { bubbles: true, composed: true, detail }));
  for (const field of element.shadowRoot.querySelectorAll("input"))
    if (field.value != field.defaultValue || field.checked != field.defaultChecked) return tell();
  element.shadowRoot.addEventListener("input", tell, { once: true });
};

// Called by the bundle: an attribute of a widget's element. The loader copies from a tag only what the
// server draws from; the rest is read from the tag itself, which is around the element or before it.
const attribute = (root, name) => {
  const tree = root.getRootNode();
  if (!(tree instanceof ShadowRoot) || !/^undersigned-/.test(tree.host.localName)) return "";
  const { host } = tree;
  const { parentNode: around, previousElementSibling: before } = host;
  const tag = [around, before].find((one) => one?.dataset?.widget == host.name);
  // The share bar in the thanks has the signature box's.
  return host.getAttribute(name) || tag?.getAttribute("data-" + name) || attribute(host, name);
};

const inside = (island) => island.querySelectorAll("*");

// Hydrates an island; the promise is rejected if that fails. `element.original` contains a copy of
// the island as it was drawn, and its nodes. If other scripts have changed the island since, a copy
// is hydrated out of their reach and then replaces it.
export const take = async (element, words) => {
  await Promise.race([ended, 0]);
  if (!element.isConnected) throw Error("removed");
  let { island } = element;
  const [original, nodes] = element.original;
  // A press that the loader holds; its `aria-busy` does not count as a change.
  const held = (element.held = island.querySelector("[aria-busy]"));
  held?.removeAttribute("aria-busy");
  // A visitor may have opened what is folded: that is no change by another script.
  const folds = island.querySelectorAll("details");
  let at = 0;
  for (const fold of original.querySelectorAll("details")) fold.open = folds[at++]?.open;
  let put;
  if (!island.isEqualNode(original)) {
    const copy = (island = original.cloneNode(true));
    const copies = inside(copy);
    put = () => {
      replace(element, nodes, copy, copies);
      press(element, held);
    };
  }
  // The bundle redraws in the same task; a press that crashed it is repeated afterwards.
  element.shadowRoot.addEventListener(
    "submit",
    ({ target, submitter }) => {
      element.pressed = submitter || target;
      setTimeout(() => (element.pressed = 0));
    },
    true,
  );
  // The share bar in the thanks is a widget, but not one that the page has.
  for (const type of ["ready", "seen"])
    element.shadowRoot.addEventListener("undersigned:" + type, (event) => event.stopPropagation());
  begin(element);
  element.unmount = () => {};
  element.native = () => native(element);
  const late = setTimeout(() => end(Error("too slow")), 9000);
  try {
    const taken = new Promise((ready) => {
      // The placeholder for the page's origin, which the loader has replaced in the forms.
      const props = island.dataset.props.replace('"site":"*"', `"site":"${location.origin}"`);
      element.unmount = hydrate(island, props, words, ready, () => shared(element), element.shadowRoot);
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
  keep(element);
  // Reports a link that was followed meanwhile, without following it again.
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

// Turns the island into a native form without listeners: in its current state if the visitor can
// type a code or sees thanks, otherwise as it was drawn. A press whose result is not shown yet is
// repeated.
const native = (element) => {
  // The same crash may be reported several times.
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
  // A hidden form was accepted, but the next step was not drawn.
  const again = pressed || busy || (!further && island.querySelector("form[hidden]"));
  const form = again && (again.form || again);
  if (form?.twin && !form.twin.hidden && form.method != "get") press(element, again);
};
