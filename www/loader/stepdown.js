// The fallback when a widget cannot be put into the page itself: reports why, or, where the page's
// policy forbids requests to the server, shows a frame from the server instead. Fetched only when
// needed, which also shows whether the server is reachable at all; the loader works without it.
import { explain } from "./explanation.js";
import { host } from "./host.js";
import { sorry } from "./texts.js";

const TITLES = {
  en: ["Sign the declaration", "Join the list", "Share"],
  cy: ["Llofnodi’r datganiad", "Ymuno â’r rhestr", "Rhannu"],
  fr: ["Signer la déclaration", "S’inscrire à la liste", "Partager"],
  pl: ["Podpisz deklarację", "Zapisz się na listę", "Udostępnij"],
  pa: ["ਐਲਾਨਨਾਮੇ ’ਤੇ ਦਸਤਖ਼ਤ ਕਰੋ", "ਸੂਚੀ ਵਿੱਚ ਸ਼ਾਮਲ ਹੋਵੋ", "ਸਾਂਝਾ ਕਰੋ"],
  bn: ["ঘোষণাপত্রে স্বাক্ষর করুন", "তালিকায় যোগ দিন", "শেয়ার করুন"],
  ur: ["اعلامیے پر دستخط کریں", "فہرست میں شامل ہوں", "شیئر کریں"],
  ar: ["التوقيع على البيان", "الاشتراك في القائمة", "مشاركة"],
};
const EVENTS = ["ready", "seen", "started", "signed", "confirmed", "subscribed", "shared", "error"];

// Which of the given directives of the page's policy blocked something of the server's; undefined
// after a timeout.
const stopped = (server, kinds, seconds) =>
  new Promise((found) => {
    const done = (name) => {
      host.removeEventListener("securitypolicyviolation", heard);
      found(name);
    };
    const heard = ({ blockedURI, effectiveDirective: name }) =>
      blockedURI.startsWith(server) && kinds.test(name) && done(name);
    host.addEventListener("securitypolicyviolation", heard);
    setTimeout(done, seconds * 1000);
  });

// `words` are the loader's apologies, until now only in English.
export const down = async (element, url, words) => {
  Object.assign(words, sorry);
  const { origin: server } = element;
  const policy = stopped(server, /connect/, 1);
  let text;
  try {
    const answer = await fetch(url, { credentials: "omit" });
    text = answer.ok && (await answer.text());
  } catch {
    const name = await policy;
    const why = name ? `the page's policy forbids to ask ${server} (${name})` : `${server} cannot be asked from here`;
    return element.isConnected && frame(element, url, why);
  }
  // A temporary error may be over by now.
  if (!text || !text.includes("data-island=") || element.tried) return explain(element, url);
  element.tried = true;
  element.load(url);
};

// A frame uses the page's `color-scheme`. If a dark page does not set it, the frame would show dark
// text on the page's dark background; the page's light text colour reveals such a page.
const isDark = (element) => {
  const { color, colorScheme } = getComputedStyle(element);
  const [, red, green, blue] = /^rgba?\((\d+), (\d+), (\d+)/.exec(color) || [];
  return !colorScheme.includes("dark") && red * 0.3 + green * 0.6 + blue * 0.1 > 140;
};

// The widget as a page from the server, in a frame as high as its content.
const frame = (element, url, why) => {
  const { origin: server } = element;
  const framed = host.createElement("iframe");
  const language = (element.closest("[lang]:not(form)")?.lang || "en").slice(0, 2).toLowerCase();
  const titles = TITLES[language] || TITLES.en;
  framed.title = titles[{ signature: 0, signup: 1, share: 2 }[element.name]];
  framed.allow = "web-share; clipboard-write";
  framed.src = url.replace("/embed/v1/", "/frame/v1/") + (isDark(element) && !element.hasAttribute("theme") ? "&theme=dark" : "");
  framed.style.cssText = "display:block;inline-size:100%;block-size:20rem;border:0";

  let spoke;
  const hear = ({ source, data }) => {
    if (source != framed.contentWindow || !data) return;
    if (data.type == "undersigned:height") {
      spoke = true;
      framed.style.blockSize = Math.min(+data.height || 0, 20000) + "px";
    }
    for (const event of EVENTS)
      if (data.type == "undersigned:event" && data.name == event)
        element.dispatchEvent(new CustomEvent("undersigned:" + event, { bubbles: true, composed: true, detail: data.detail }));
  };
  // Called on `window`, they could be hidden by elements with these names.
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  addEventListener.call(window, "message", hear);
  const leave = () => {
    removeEventListener.call(window, "message", hear);
    framed.remove();
  };
  element.unmount = leave;
  const refuse = (reason) => {
    if (spoke || element.unmount != leave) return;
    leave();
    element.unmount = undefined;
    element.fail(`${why}; nor does a frame come in its place (${reason}); allowed: connect-src ${server}, or at the least frame-src ${server}`, "blocked");
  };
  stopped(server, /frame|child/, 15).then((name) => refuse(name || "it says nothing"));
  // A frame that is blocked without a report has loaded an error page.
  framed.onload = () => setTimeout(refuse, 5000, "it says nothing");

  const root = element.shadowRoot || element.attachShadow({ mode: "open" });
  root.replaceChildren(framed);
  console.warn(`undersigned: <${element.localName}> stands in a frame, since ${why}; allowed: connect-src ${server}`, element);
};
