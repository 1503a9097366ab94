// What a browser keeps of a form, and what changes in the page around an island. The build appends this
// to the glue, after `island.js`, which calls `keep`; the bundle calls the others.
//
// What was typed and not sent is kept for half an hour in the tab's own storage, because phones drop tabs
// while one reads an email. The bundle empties it once the server has accepted the form. Where storage
// is refused, nothing is kept.
const KEPT_MS = 30 * 60 * 1000;

const details = (root) => root.querySelector("[data-form=sign],[data-form=join]");
const toggles = ({ type }) => type == "checkbox" || type == "radio";

// Keeps what is typed into an element's form from now on, and restores what was typed before the page was
// loaded. A field that the visitor has changed already stays as it is. Hydrated fields hear of it by the
// event that typing causes.
const keep = (element) => {
  const root = element.shadowRoot;
  // Another campaign's widget on the same page may have the same slug.
  const key = element.localName + "-" + element.slug + " " + element.origin;
  root.addEventListener("input", ({ target }) => {
    const form = details(root);
    if (!form || target.form != form) return;
    const typed = new URLSearchParams(new FormData(form));
    typed.set("", Date.now());
    try {
      sessionStorage[key] = typed;
    } catch {}
  });
  const form = details(root);
  if (!form) return;
  // Reservations beside the text are outside of the form that is hidden once it was sent.
  const settle = () => {
    for (const point of root.querySelectorAll(".point")) point.inert = form.hidden;
  };
  settle();
  new MutationObserver(settle).observe(form, { attributes: true });
  let typed;
  try {
    typed = new URLSearchParams(sessionStorage[key]);
  } catch {}
  if (!(Date.now() - typed?.get("") < KEPT_MS)) return;
  for (const field of form.elements) {
    const { name, type, value, checked, defaultChecked } = field;
    if (!name || type == "hidden" || (toggles(field) ? checked != defaultChecked : value)) continue;
    if (toggles(field)) field.checked = typed.getAll(name).includes(value);
    else field.value = typed.get(name) || "";
    if (field.value == value && field.checked == checked) continue;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  }
};

// Empties the form for the next person, also of what the server drew into it.
const emptied = (root) => {
  const form = details(root);
  for (const field of form.elements) {
    const { name, type } = field;
    if (toggles(field)) field.checked = type == "radio" && form.querySelector(`[name=${name}]`) == field;
    else if (type != "hidden" && type != "submit") field.value = "";
    else continue;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  }
};

// Puts a name on top of the newest names, which the server drew below the island: organisations first, and
// people in a list of their own.
const listed = (root, name) => {
  const kind = details(root)?.elements.kind;
  const which = kind?.checked || kind?.type == "hidden" ? "first" : "last";
  const names = root.getRootNode().querySelector(`[part=signatories] ul:${which}-of-type`);
  const first = name && names?.firstElementChild;
  if (!first) return;
  const own = first.cloneNode(true);
  own.querySelector("small")?.remove();
  own.firstElementChild.textContent = name;
  names.prepend(own);
};

// What the page's editor gave for people who have signed: words, address and host of a page. Only on the
// page's own site or the campaign's server, because anybody who may write text on the page may have written
// it.
const onward = (root, server) => {
  const words = attribute(root, "thanks-text").trim().slice(0, 200);
  const typed = attribute(root, "thanks-url");
  try {
    const { origin, href, host } = new URL(typed, location);
    if (typed && (origin == location.origin || origin == server)) return [words, href, host];
  } catch {}
  return [words];
};
