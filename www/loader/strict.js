// What only the pinned, the local and the package's loader do: accept only the bytes they were
// built with, and only the parts of a fragment on an allow-list. The plain loader contains none of
// this.
//
// Set by the build: FOLDER is the bundle's folder in the WordPress plugin's copy, PINS the
// integrity of each file by name, VERSION the first digits of its address on a server of the same
// version, STYLE the style sheet.
import { host } from "./host.js";
import * as packaged from "./packaged.js";

// Names as parsed, so in lower case except for SVG's.
const words = /* @__NO_SIDE_EFFECTS__ */ (text) => new Set(text.split(" "));
const TAGS = /* @__PURE__ */ words(
  "a article b bdi blockquote br button code dd del details dialog div dl dt em fieldset form h2 h3 h4 h5 h6 hr i input label legend li ol p path pre rect s section small span strong sub summary sup svg template textarea ul",
);
const ATTRIBUTES = /* @__PURE__ */ words(
  "autocapitalize autocomplete checked class d dir for form height hidden href id inert inputmode lang maxlength method name novalidate open part placeholder preserveAspectRatio readonly rel required role spellcheck start tabindex target title type value viewBox width",
);
const SPACES = /* @__PURE__ */ words("http://www.w3.org/1999/xhtml http://www.w3.org/2000/svg");

const web = (url) => /^(https?:|mailto:)/.test(new URL(url, "https://relative.invalid").protocol);

// A copy of what the allow-list contains; a form whose action is not on the server is left out
// entirely.
const copy = (node, server) => {
  if (node.nodeType == Node.TEXT_NODE) return host.createTextNode(node.data);
  // Comments mark where the bundle hydrates.
  if (node.nodeType == Node.COMMENT_NODE) return host.createComment(node.data);
  if (node.nodeType != Node.ELEMENT_NODE || !TAGS.has(node.localName) || !SPACES.has(node.namespaceURI)) return;
  const made = host.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    if (name == "action") {
      if (!value.startsWith(server + "/")) return;
    } else if (!ATTRIBUTES.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) continue;
    if (name == "href" && !web(value)) continue;
    made.setAttribute(name, value);
  }
  for (const child of node.childNodes) {
    const copied = copy(child, server);
    if (copied) made.append(copied);
  }
  return made;
};

export const cleaned = (body, server) => {
  const clean = host.createDocumentFragment();
  for (const child of body.childNodes) {
    const copied = copy(child, server);
    if (copied) clean.append(copied);
  }
  return clean;
};

export const sheet = STYLE;

const path = (url) => new URL(url).pathname;
const name = (url) => path(url).replace(/.*\//, "");

// Why a fragment is not shown at all. A fragment drawn for another version is harmless: it is shown
// filtered, with the built-in style sheet, and runs nothing; its form is a native one.
export const difference = ({ dataset }, server) => {
  const { props, glue, wasm, text } = dataset;
  // A part without a form, or a preview: nothing in it runs.
  if (!props && !glue) return;
  try {
    // The bundle takes addresses only from here; it checks those of follow links itself.
    const { place } = JSON.parse(props);
    if (place.server != server) return `${server} draws for ${place.server}`;
    if ([glue, wasm, text].every((url) => path(url).startsWith("/assets/" + VERSION[name(url)]))) return;
  } catch {}
  for (const name of ["glue", "wasm", "text", "props"]) delete dataset[name];
  console.warn(`undersigned: ${server} draws for another version than the one that this script was built with: forms go on there`);
};

// Where to load the bundle from. A local copy loads it from its own folder, unless a folder was
// written into it, because an optimiser may have moved the script. Markup may only name a folder on
// the page's own site.
const beside = () => {
  // A regular expression, because the build would evaluate an index at build time, on the
  // placeholder.
  if (/^\//.test(FOLDER)) return location.origin + FOLDER;
  for (const { src, dataset } of host.scripts) if (/\/local\.js/.test(src)) return dataset.bundle || src.replace(/\/local\.js.*/, "");
};
const named = (folder) => {
  try {
    const { origin, href } = new URL(folder, host.baseURI);
    return folder && origin == location.origin && href;
  } catch {}
};
export const places = ({ glue, wasm, text }, server, element) => {
  // The share bar in the thanks of a box lies in the box, which has the attribute.
  const given = element.getAttribute("bundle") ?? element.getRootNode().host?.getAttribute("bundle");
  const told = !PINNED && named(given);
  if (PACKAGED) return { glue, wasm: told ? `${told}/${name(wasm)}` : packaged.wasm(), text: name(text) };
  const place = (url) => (PINNED ? server + path(url) : `${told || beside()}/${name(url)}`);
  return { glue: place(glue), wasm: place(wasm), text: place(text) };
};

// An app's build may rename files.
const pin = (url) => PINS[PACKAGED ? "widgets_bg.wasm" : name(url)];

export const get = async (url) => {
  const credentials = "omit";
  try {
    return await fetch(url, { credentials, integrity: pin(url) });
  } catch (error) {
    // A browser does not report whether the integrity was wrong or nothing arrived.
    const { ok } = await fetch(url, { credentials, cache: "no-store" });
    if (!ok) throw PACKAGED ? Error(`${url} is not there: copy it from the package, or name its folder in the attribute "bundle"`) : error;
    throw Object.assign(Error(`${url} is not what this script was built with: it was not run`), { refused: true });
  }
};

let policy;
const trusted = (url) => {
  try {
    policy ||= trustedTypes.createPolicy("undersigned", { createScriptURL: (url) => url });
    return policy.createScriptURL(url);
  } catch {
    // The browser does not support Trusted Types, or the page does not allow our policy and may not
    // need one.
    return url;
  }
};

// Loads the module as a script whose integrity is checked; importing its address then returns that
// same script.
export const run = (url, again) =>
  new Promise((done, failed) => {
    const script = host.createElement("script");
    script.type = "module";
    script.crossOrigin = "anonymous";
    script.integrity = pin(url);
    script.onload = () => {
      script.remove();
      done(import(script.src));
    };
    script.onerror = () => {
      script.remove();
      get(url).then(() => failed(Error(`${url} did not come`)), failed);
    };
    script.src = trusted(url + again);
    host.head.append(script);
  });

// Stops the widget for good if the bytes did not match their pins; returns whether that happened.
export const refuse = (element, error) => {
  if (!error.refused) return;
  element.unmount?.();
  element.unmount = undefined;
  if (!element.failed) element.fail(error.message, "integrity");
  return (element.failed = true);
};
