// The loader: the one script that a site embeds. It finds tags, divs and elements, puts the
// fragment that the server drew into a shadow root, fetches the WebAssembly when a widget comes
// near the viewport, and hydrates it once a visitor touches it: until then it leaves the page's
// thread alone. Hydrated widgets run in the bundle; `island.js` hydrates them; what is rarely
// needed is in `loader/`.
//
// It may run late, twice, from another address, or through an optimiser: so it never checks which
// script is running, and works on the page as it is. It sets no global except three custom
// elements, and calls no array methods, because old libraries replace them.
//
// Much of a page is written by people who may not run scripts there: contributors, commenters.
// Sanitisers keep the `div`, `a`, `data-*`, `id` and `name` that they write. So markup is only data
// here: of a tag only READS is read, a server is contacted only if a script or the app's own code
// named it, and of the document nothing is used that a named element can replace
// (`loader/host.js`).
//
// The build makes four scripts of it (by VARIANT): `undersigned.js`; `pinned.js`, which accepts
// only the bytes it was built with; `local.js`, for copies on a site's own server; `package.js`, a
// module for apps that import the npm package. HOSTED are the first two, which come from the
// campaign's server; STRICT are all but the first. HOME is that server's address: the server, or
// the WordPress plugin, writes it into the script it serves, so every copy knows it.
import { explain } from "./loader/explanation.js";
import { host } from "./loader/host.js";
import { en, sorry as spokenBy } from "./loader/texts.js";
import * as packaged from "./loader/packaged.js";
import * as strict from "./loader/strict.js";

const PREFIX = "undersigned-";
const PATHS = { signature: "/d/", signup: "/l/" };
const MINE = { tag: /\/undersigned\.js.*/, pinned: /\/assets\/\w+\/pinned\.js.*/, local: /\/local\.js.*/ }[VARIANT];

// All attributes that are read from a tag, its subject first, in addition to `server` and `bundle`.
// Those two are checked here, the rest by the server. `preview`: by the plugin.
const READS = {
  __proto__: null, // because any word may be looked up
  signature: "declaration principle lang layout theme show fields principles" + (VARIANT == "local" ? " preview" : ""),
  signup: "list lang layout theme" + (VARIANT == "local" ? " preview" : ""),
  share: " url text networks follow lang layout theme",
};
const reads = (widget) => READS[widget].split(" ");

// What all widgets on a page share: a module for each bundle, a style sheet for each style, texts.
const shared = {};
const once = (key, make) => (shared[key] ||= make());
// The same for what may fail: the next caller tries again.
const tried = (key, make) =>
  once(key, () =>
    make().catch((error) => {
      delete shared[key];
      throw error;
    }),
  );
// The promise, or a timeout.
const within = (seconds, promise) =>
  Promise.race([promise, new Promise((_, late) => setTimeout(late, seconds * 1000, Error("slow")))]);

// What follows `#/` or `#!` is a route in an app.
const here = () => location.href.split(/#(?![/!])/)[0];

// The servers that code names, the first of which is the default; and the widgets that name a
// server which code does not: they stay links until it does.
const servers = new Set();
const waiting = new Set();
const bare = (address) => {
  try {
    return new URL(address).origin;
  } catch {}
};
const add = (address) => bare(address) && servers.add(bare(address));
// The address that a script of ours came from; sanitisers let no editor insert a script. An
// optimiser that delays scripts keeps the address in another attribute meanwhile.
const source = (script) => {
  for (const { name, value } of script.attributes)
    if (/src$/.test(name) && MINE.test(value)) return new URL(value, host.baseURI).href.replace(MINE, "");
};
const attend = () => {
  if (!PACKAGED)
    for (const script of host.scripts) {
      const from = source(script);
      const { server, servers } = script.dataset;
      if (from) for (const address of `${HOSTED && from} ${server} ${servers}`.split(" ")) add(address);
    }
  for (const element of waiting)
    if (servers.has(element.named)) {
      waiting.delete(element);
      if (element.isConnected) element.draw();
    }
};
// Adds servers: in an app the page's own code calls it, elsewhere another campaign's script.
export const trust = (addresses) => {
  for (const address of addresses) add(address);
  attend();
};

// Fetching and compiling do not block the page's thread; running the module does.
const get = STRICT ? strict.get : (url) => fetch(url, { credentials: "omit" });
const compiled = (wasm) =>
  // Async, because a browser without WebAssembly throws on the mere name.
  tried(wasm, async () =>
    // A site's own server may not send the WebAssembly content type.
    STRICT
      ? get(wasm).then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes))
      : WebAssembly.compileStreaming(get(wasm)),
  );
const words = (text) => tried(text, () => (PACKAGED ? packaged.words(text) : get(text).then((answer) => answer.json())));
// Browsers cache a failed module import forever, so the next attempt uses another address.
let again = "";
const running = (glue, wasm) =>
  tried("m" + glue, async () => {
    const coming = PACKAGED ? packaged.glue() : STRICT ? strict.run(glue, again) : import(glue + again);
    coming.catch(() => (again += "?"));
    const [bundle, module] = await Promise.all([coming, compiled(wasm)]);
    await bundle.default({ module_or_path: module });
    return bundle;
  });

const emit = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent("undersigned:" + name, { bubbles: true, composed: true, detail }));

const complain = (element, message) => console.error(`undersigned: <${element.localName}> ${message}`, element);

const make = (tag, words, role) => {
  const element = host.createElement(tag);
  element.textContent = words;
  if (role) element.setAttribute("role", role);
  return element;
};

// English for everyone, until the fallback script adds the other languages.
const sorry = PACKAGED ? spokenBy : { en };

// The language at an element; on a form, `lang` may be the name of one of its fields.
const spoken = (place) => place.closest("[lang]:not(form)")?.lang || "";

// A short apology in the language of the element, with a working link.
const apologise = (place, href) => {
  const note = make("p", sorry[spoken(place).slice(0, 2)] || sorry.en, "status");
  note.dir = "auto";
  place.prepend(note);
  for (const link of place.querySelectorAll("a")) if (link.offsetWidth) return note;
  const link = make("a", href);
  link.href = href;
  note.append(" ", link);
  return note;
};

// Shows a fragment part by part, laying out each in its own task: all at once takes a slow phone
// nearly 50 ms, the limit of a long task. On a hidden page this does not matter.
const show = async (root) => {
  const parts = root.querySelectorAll("article, section, [data-island] > * > *");
  for (const part of parts) part.hidden = true;
  for (const part of parts) {
    if (!host.hidden) await new Promise((next) => setTimeout(next));
    part.hidden = false;
    part.getBoundingClientRect();
  }
};

class Widget extends HTMLElement {
  connectedCallback() {
    // A framework may set attributes just after inserting the element.
    queueMicrotask(() => {
      if (this.isConnected && !this.drawn) this.draw();
    });
  }

  disconnectedCallback() {
    // A moved element is back in the page by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      watcher.unobserve(this);
      if (this.unmount) {
        this.unmount();
        // An emptied island cannot be hydrated again: back in the page, the element fetches it
        // anew.
        this.shadowRoot.replaceChildren();
      }
      this.drawn = this.alive = this.unmount = undefined;
    });
  }

  get name() {
    return this.localName.slice(PREFIX.length);
  }

  get subject() {
    return reads(this.name)[0];
  }

  get slug() {
    const slug = this.getAttribute(this.subject);
    return /^[\w-]+$/.test(slug) && slug;
  }

  // No property here has an attribute's name, except `server` for an app: frameworks set a property
  // if the element has one, and otherwise the attribute.

  // The server named by the attribute, or by the fallback link; otherwise the first that code
  // names.
  get named() {
    const named = this.getAttribute("server");
    if (named) return bare(named);
    const path = PATHS[this.name] + this.slug;
    for (const link of this.querySelectorAll("a")) if (link.pathname == path) return link.origin;
    for (const server of servers) return server;
  }

  // What identifies the page; apps change it.
  get known() {
    return [here(), host.querySelector("link[rel=canonical]")?.href, host.title];
  }

  draw() {
    const [address, canonical, title] = (this.drawn = this.known);
    const root = this.shadowRoot;
    const { name, named: server, subject } = this;
    // From now on only this server is contacted, however attributes and links change.
    this.origin = server;
    if (server && !servers.has(server)) {
      waiting.add(this);
      attend();
      return waiting.has(this) && complain(this, `stays a link: no script names ${server}`);
    }
    // The server's own pages arrive with the shadow root already attached.
    const island = root?.querySelector("[data-island]");
    if (island && (island == this.island || servers.has(location.origin))) return this.settle(root);
    if (!server) return this.fail(`has server="${this.getAttribute("server")}"; allowed: a server`, "attribute");
    const query = new URLSearchParams({ site: location.origin });
    const pass = (key, value) => value && query.set(key, value);
    if (!subject) {
      // Unless the element's own attributes name others.
      pass("url", canonical || address);
      pass("text", title);
    }
    for (const key of reads(name)) pass(key, this.getAttribute(key));
    pass("lang", spoken(this));
    this.load(`${server}/embed/v1/${name}?${query}`);
  }

  // Fetched as a document: no Trusted Types policy applies, and nothing in it can run.
  load(url) {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    const slow = setTimeout(() => this.fail(`${this.origin} is slow`, "slow"), 9000);
    request.onloadend = () => {
      clearTimeout(slow);
      if (!this.isConnected) return;
      const page = request.response;
      const island = page?.querySelector("[data-island]");
      if (request.status == 200 && island) {
        const difference = STRICT && strict.difference(island, this.origin);
        if (!difference) return this.put(page);
        this.fail(difference, "integrity");
      } else if (STRICT) explain(this, url);
      else
        import(this.origin + STEPDOWN).then(
          (steps) => steps.down(this, url, sorry),
          () => this.fail(`${this.origin} is away`, "offline"),
        );
    };
    request.send();
  }

  put(page) {
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    // The style sheet arrives in a script element that never runs: a page's policy may forbid
    // <style> even in a document that is never shown, but it allows a constructed sheet.
    const css = STRICT ? strict.sheet : page.querySelector("script").textContent;
    if (STRICT) root.replaceChildren(strict.cleaned(page.body, this.origin));
    else root.replaceChildren(...page.body.childNodes);
    try {
      root.adoptedStyleSheets = [
        once(css, () => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          return sheet;
        }),
      ];
    } catch {
      root.prepend(make("style", css));
    }
    // A fragment is the same for every site, with a placeholder for its origin; for the server's own
    // pages this is empty. `location` cannot be shadowed. `island.js` does the same for the bundle.
    for (const input of root.querySelectorAll("[name=site]")) input.value &&= location.origin;
    this.note?.remove();
    this.settle(root, show);
  }

  // The form is in place: keep a copy of it as it was drawn, hold presses until the bundle is
  // there, and emit `ready` once everything is shown. A touch before that must reach this island
  // and not a previous one.
  async settle(root, show) {
    const island = root.querySelector("[data-island]");
    this.island = island;
    for (const input of root.querySelectorAll("[name=page_url]")) input.value ||= here();
    // The buttons that open and close the box where it is a dialog; each has the method as its value.
    for (const button of root.querySelectorAll("[data-dialog]"))
      button.onclick = () => root.querySelector("dialog")[button.value]();
    this.original = [island.cloneNode(true), island.querySelectorAll("*")];
    const faults = root.querySelector("[data-faults]");
    if (faults) complain(this, faults.dataset.faults);
    if (island.dataset.glue) {
      island.parentNode.dataset.live = navigator.share ? "native" : "";
      if (!root.held) {
        root.held = true;
        for (const type of ["pointerover", "focusin"])
          root.addEventListener(type, () => this.touch());
        root.addEventListener("submit", (event) => this.hold(event, event.target), true);
        root.addEventListener("click", (event) => this.hold(event, event.target.closest("[data-press],[data-network]")), true);
      }
      watcher.observe(this);
      // A visitor who signed here is thanked after pressing the email's link, without a touch.
      try {
        localStorage[this.localName + "-" + this.slug] && this.touch();
      } catch {}
    }
    await show?.(root);
    if (this.isConnected) emit(this, "ready", { widget: this.name });
  }

  // Holds a press or a submit until it can be handled, and then repeats it. Without a bundle, or if
  // it is slow, a form is submitted natively and continues on the server's page; but only if the
  // server can be reached, because the browser's own error page would lose what was typed. A link
  // opens at once, as the visitor's own press, and is only reported later; unless the page has
  // changed since the link was drawn. Repeating waits for a task of its own: browsers ignore a click
  // within a simulated one on the same element, as a screen reader's press is in WebKit.
  hold(event, target) {
    const { island } = this;
    if (!target || "alive" in island.dataset || this.passing) return;
    if (target.localName == "a" && this.drawn + "" == this.known) {
      this.followed = target;
      return this.touch();
    }
    event.preventDefault();
    event.stopPropagation();
    if (this.holding) return;
    this.news?.remove();
    const sending = event.type == "submit";
    const button = event.submitter || target;
    button.ariaBusy = this.holding = true;
    const offline = () => {
      const news = (this.news = make("p", island.dataset.offline, "alert"));
      news.className = "problem";
      news.part = "error";
      (button.closest("ul") || button).after(news);
      emit(this, "error", { code: "offline" });
    };
    (sending ? within(6, this.hydrate()) : this.hydrate())
      .catch(() => this.reach())
      .then(() => new Promise((next) => setTimeout(next)))
      .finally(() => (button.ariaBusy = this.holding = null))
      .then(() => {
        this.passing = true;
        // If a copy has replaced the island, this has no effect, and `island.js` presses.
        sending ? target.requestSubmit(event.submitter) : target.click();
        this.passing = false;
      }, offline);
  }

  // The visitor is about to use it; after a failure, the next attempt waits for a press.
  touch() {
    this.failed || this.hydrate().catch(() => {});
  }

  // Whether the server responds at all.
  reach() {
    return within(5, fetch(this.origin + "/healthz", { mode: "no-cors" }));
  }

  // The address of the bundle that this fragment was drawn for.
  get needs() {
    return STRICT ? strict.places(this.island.dataset, this.origin, this) : this.island.dataset;
  }

  // Fetches everything that hydrating will need.
  prepare() {
    const { glue, wasm, text } = this.needs;
    for (const promise of [tried(glue, () => (PACKAGED ? packaged.glue() : get(glue))), compiled(wasm), words(text)])
      // Errors are reported when the result is needed.
      promise.catch((error) => {
        if (PINNED) strict.refuse(this, error);
      });
  }

  hydrate() {
    const { glue, wasm, text } = this.needs;
    return (this.alive ||= Promise.all([running(glue, wasm), words(text)])
      .then(([bundle, words]) => bundle.take(this, words))
      .catch((error) => {
        if (!this.isConnected || (PINNED && strict.refuse(this, error))) throw error;
        // The bundle is blocked, unreachable or crashed: what works without it stays. The next
        // press tries again, but never on a partly hydrated island.
        this.failed = true;
        this.alive = 0;
        this.native?.();
        this.reach().then(() => delete this.island.parentNode.dataset.live, () => {});
        complain(this, error.message);
        emit(this, "error", { code: "unavailable" });
        throw error;
      }));
  }

  // Says what is wrong: in the console to the site's editor, in the page to the visitor.
  fail(message, code) {
    const { name, origin: server, slug } = this;
    complain(this, message);
    emit(this, "error", { code });
    // A shadow root that was drawn before hides the fallback link inside the element.
    this.shadowRoot?.replaceChildren(make("slot"));
    this.note?.remove();
    this.note = apologise(this, server ? (slug ? server + PATHS[name] + slug : server) : here());
  }
}

// Near the viewport the bundle is fetched and compiled, which does not slow the page.
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        watcher.unobserve(target);
        target.prepare();
        emit(target, "seen", { widget: target.name });
      }
  },
  { rootMargin: "300px" },
);

// Turns each <script data-widget> and <div data-widget> into an element, once: an element that the
// page removes stays removed. A page that was saved or cloned with its element in place does not
// get another.
const seen = new WeakSet();
const upgrade = () => {
  for (const tag of host.querySelectorAll("div[data-widget],script[data-widget]")) {
    if (seen.has(tag)) continue;
    seen.add(tag);
    const { widget } = tag.dataset;
    const script = tag.localName == "script";
    const there = script ? tag.nextElementSibling : tag.firstElementChild;
    if (there instanceof Widget) continue;
    const from = HOSTED && script && source(tag);
    add(from);
    if (!READS[widget]) {
      complain(tag, `has data-widget="${widget}"; allowed: signature, signup, share`);
      // Other scripts use an attribute of this name too, so a div that is not a tag of ours is left
      // alone.
      if (script) {
        const place = make("p");
        tag.after(place);
        apologise(place, from || here());
      }
      continue;
    }
    const element = make(PREFIX + widget);
    // A page may contain tags of two campaigns; the address of a copy on the page's own site is not
    // a server.
    if (servers.has(from) && from != location.origin) element.setAttribute("server", from);
    for (const name of `${READS[widget]} server bundle`.split(" ")) {
      const value = tag.getAttribute("data-" + name);
      if (value) element.setAttribute(name, value);
    }
    if (script) tag.after(element);
    else {
      // The fallback link stays inside: it is visible until the shadow root hides it.
      element.append(...tag.childNodes);
      tag.append(element);
    }
  }
  if (waiting.size) attend();
};

// Elements are defined only once: a second campaign's script passes its server to the first script.
// A plain loader would run code from that server, so strict ones do not pass theirs to it.
const DOOR = Symbol.for(STRICT ? "undersigned strict" : "undersigned");
const first = customElements.get("undersigned-signature");
add(HOME);
attend();
if (first) first[DOOR]?.(servers);
else {
  Widget[DOOR] = trust;
  if (STRICT) Widget[Symbol.for("undersigned")] = trust;
  // A property is set by the app's code; an attribute may come from somebody's text.
  if (PACKAGED)
    Object.defineProperty(Widget.prototype, "server", {
      get() {
        return this.getAttribute("server");
      },
      set(address) {
        this.setAttribute("server", address);
        trust([address]);
      },
    });
  for (const name in READS) customElements.define(PREFIX + name, class extends Widget {});
  // An app writes the elements itself; a `data-widget` in it means something else.
  if (!PACKAGED) {
    upgrade();
    new MutationObserver(upgrade).observe(document, { childList: true, subtree: true });
  }
}
