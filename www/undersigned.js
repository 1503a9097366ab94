// The loader: the one script a site embeds. It finds tags, divs and elements, puts the fragment
// that the server drew into a shadow root, brings the WebAssembly when a widget comes near, and lets
// it take over once a visitor touches it: until then the page's thread is left alone. What the
// widgets do once they are alive is in the bundle, not here, and how they come alive in `island.js`; what is rarely needed is in `loader/`.
//
// It may arrive late, twice, from elsewhere, or through an optimiser: so it never asks which script
// is running, and looks at the page as it is. It sets no global but three custom elements, and calls
// no method of arrays, which old libraries replace.
//
// Much of a page is written by people who may run no script there: contributors, commenters. What
// they write passes the sanitisers with its `div`, `a`, `data-*`, `id` and `name`. So markup is data
// here: of a tag only READS is read, a server is asked only if a script or the app's own code named
// it, and of the document nothing that a named element replaces (`loader/host.js`).
//
// The build makes four scripts of it (by VARIANT): `undersigned.js`; `pinned.js`, which takes nothing
// but the bytes it was built with; `local.js`, for copies on a site's own server; `package.js`, a
// module for apps that import the npm package. HOSTED are the first two, which came from the
// campaign's server; STRICT are all but the first. HOME is the address of that server: it, or the
// WordPress plugin, writes it into the script that it gives out, so any copy knows it.
import { explain } from "./loader/explanation.js";
import { host } from "./loader/host.js";
import { en, sorry as spokenBy } from "./loader/words.js";
import * as packaged from "./loader/packaged.js";
import * as strict from "./loader/strict.js";

const PREFIX = "undersigned-";
const PATHS = { signature: "/d/", signup: "/l/" };
const MINE = { tag: /\/undersigned\.js.*/, pinned: /\/assets\/\w+\/pinned\.js.*/, local: /\/local\.js.*/ }[VARIANT];

// All that is read of a tag, its subject first, beside `server` and `bundle`. Those two and the subject
// are checked here; the rest travels to the server as data, which checks each and says what is
// allowed. Without a prototype, since any word may be asked for.
const READS = {
  __proto__: null,
  signature: "declaration principle lang layout theme",
  signup: "list lang layout theme",
  share: " url text networks follow lang layout theme",
};
const reads = (widget) => READS[widget].split(" ");

// What all widgets of a page share: a module for each bundle, a sheet for each style, words.
const shared = {};
const once = (key, make) => (shared[key] ||= make());
// Likewise for what may fail: whoever asks after that tries again.
const tried = (key, make) =>
  once(key, () =>
    make().catch((error) => {
      delete shared[key];
      throw error;
    }),
  );
// Whichever comes first: the promise, or an end of waiting for it.
const within = (seconds, promise) =>
  Promise.race([promise, new Promise((_, late) => setTimeout(late, seconds * 1000, Error("slow")))]);

// What stands behind `#/` and `#!` is a place in an app.
const here = () => location.href.split(/#(?![/!])/)[0];

// The servers that code names, the first of which is asked where nothing names another; and the
// widgets that name one which code does not: they stay links until it does.
const servers = new Set();
const waiting = new Set();
const bare = (address) => {
  try {
    return new URL(address).origin;
  } catch {}
};
const add = (address) => bare(address) && servers.add(bare(address));
// Where a script of ours came from; no text of an editor's gets a script through. An optimiser that
// runs scripts late keeps the address in an attribute of its own meanwhile.
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
// Names more servers: the page's own code in an app, another campaign's script elsewhere.
export const trust = (addresses) => {
  for (const address of addresses) add(address);
  attend();
};

// Fetching and compiling happen beside the page's thread, running the module does not.
const get = STRICT ? strict.get : (url) => fetch(url, { credentials: "omit" });
const compiled = (wasm) =>
  // Async, since a browser without WebAssembly throws at its very name.
  tried(wasm, async () =>
    // A site's own server may not know what WebAssembly is.
    STRICT
      ? get(wasm).then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes))
      : WebAssembly.compileStreaming(get(wasm)),
  );
const words = (text) => tried(text, () => (PACKAGED ? packaged.words(text) : get(text).then((answer) => answer.json())));
// Browsers remember for ever that a module did not come to its address: the next try has another.
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

// English for all, until stepping down brings the other languages.
const sorry = PACKAGED ? spokenBy : { en };

// The language of a place; a form's may be one of its fields.
const spoken = (place) => place.closest("[lang]:not(form)")?.lang || "";

// A short word in the language of the place, with a link that works.
const apologise = (place, href) => {
  const note = make("p", sorry[spoken(place).slice(0, 2)] || sorry.en, "status");
  note.dir = "auto";
  place.prepend(note);
  for (const link of place.querySelectorAll("a")) if (link.getClientRects().length) return note;
  const link = make("a", href);
  link.href = href;
  note.append(" ", link);
  return note;
};

// Shows a fragment part by part, each laid out in a task of its own: all at once takes a slow phone
// nearly the 50 ms after which a page feels held up. On a hidden page nobody feels it.
const show = async (root) => {
  const parts = root.querySelectorAll("article, [data-island] > * > *");
  for (const part of parts) part.hidden = true;
  for (const part of parts) {
    if (!host.hidden) await new Promise((next) => setTimeout(next));
    part.hidden = false;
    part.getBoundingClientRect();
  }
};

class Widget extends HTMLElement {
  connectedCallback() {
    // A framework may set attributes just after it inserts.
    queueMicrotask(() => {
      if (this.isConnected && !this.drawn) this.draw();
    });
  }

  disconnectedCallback() {
    // An element that is moved is back in the page by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      watcher.unobserve(this);
      if (this.unmount) {
        this.unmount();
        // An emptied island cannot come alive again: back in the page, it is fetched anew.
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

  // Nothing here is called as an attribute is, but for an app's `server`: frameworks set what they
  // find in an element, and attributes otherwise.

  // The server that the attribute names, or the fallback link, or else the first that code does.
  get named() {
    const named = this.getAttribute("server");
    if (named) return bare(named);
    const path = PATHS[this.name] + this.slug;
    for (const link of this.querySelectorAll("a")) if (link.pathname == path) return link.origin;
    const [server] = servers;
    return server;
  }

  // What the page is known by, which apps change.
  get known() {
    return [here(), host.querySelector("link[rel=canonical]")?.href, host.title];
  }

  draw() {
    const [address, canonical, title] = (this.drawn = this.known);
    const root = this.shadowRoot;
    const { name, named: server, slug, subject } = this;
    // Whatever becomes of attributes and links, this is what is asked from now on.
    this.origin = server;
    if (server && !servers.has(server)) {
      waiting.add(this);
      attend();
      return waiting.has(this) && complain(this, `stays a link: no script names ${server}`);
    }
    // The server's own pages come with the shadow root already open.
    const island = root?.querySelector("[data-island]");
    if (island && (island == this.island || servers.has(location.origin))) return this.settle(root);
    if (!server || (subject && !slug))
      return this.fail(`has server="${this.getAttribute("server")}" ${subject}="${this.getAttribute(subject)}"; allowed: a server and a slug`, "attribute");
    const query = new URLSearchParams({ site: location.origin });
    const pass = (key, value) => value && query.set(key, value);
    for (const key of reads(name)) pass(key, this.getAttribute(key));
    pass("lang", spoken(this));
    if (!subject) {
      pass("url", this.getAttribute("url") || canonical || address);
      pass("text", this.getAttribute("text") || title);
    }
    this.load(`${server}/embed/v1/${name}?${query}`);
  }

  // Fetched as a document: no policy for HTML stands in the way, and nothing in it can run.
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
    // The style sheet travels as a script that nothing runs: a page may forbid <style> even in a
    // document that is never shown. A constructed sheet it lets through.
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
    this.note?.remove();
    this.settle(root, show);
  }

  // The form stands: keep a copy of it as it was drawn, hold what is pressed until the bundle is there,
  // and say so once all is shown. A touch that comes before that must meet this island and not an
  // earlier one.
  async settle(root, show) {
    const island = root.querySelector("[data-island]");
    this.island = island;
    for (const input of root.querySelectorAll("[name=page_url]")) input.value ||= here();
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
      // Whoever signed here is thanked once the email's link was pressed: that takes no touch.
      try {
        localStorage[this.localName + "-" + this.slug] && this.touch();
      } catch {}
    }
    await show?.(root);
    if (this.isConnected) emit(this, "ready", { widget: this.name });
  }

  // Keeps a press or a submit until it can be done, and then does it. Without a bundle, or when it
  // is long in coming, a form is sent the plain way and goes on on the server's page; but only
  // when the server can be reached, since the browser's own error page would lose what was typed.
  // A link opens at once, as a press of the visitor's own, and is only told of later; unless the page
  // is by now another than when the link was drawn.
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
    const alive = this.hydrate();
    (sending ? within(6, alive) : alive)
      .catch(() => this.reach())
      .finally(() => (button.ariaBusy = this.holding = null))
      .then(() => {
        this.passing = true;
        // Where a copy has taken the island's place, this reaches nothing, and `island.js` presses.
        sending ? target.requestSubmit(event.submitter) : target.click();
        this.passing = false;
      }, offline);
  }

  // Somebody is about to use it; what failed once waits for a press.
  touch() {
    this.failed || this.hydrate().catch(() => {});
  }

  // Whether the server answers at all.
  reach() {
    return within(5, fetch(this.origin + "/healthz", { mode: "no-cors" }));
  }

  // Where the bundle is that this fragment was drawn for.
  get needs() {
    return STRICT ? strict.places(this.island.dataset, this.origin, this) : this.island.dataset;
  }

  // Gets all that taking over will need.
  prepare() {
    const { glue, wasm, text } = this.needs;
    for (const promise of [tried(glue, () => (PACKAGED ? packaged.glue() : get(glue))), compiled(wasm), words(text)])
      // What goes wrong here is told when it is needed.
      promise.catch((error) => PINNED && strict.refuse(this, error));
  }

  hydrate() {
    const { glue, wasm, text } = this.needs;
    return (this.alive ||= Promise.all([running(glue, wasm), words(text)])
      .then(([bundle, words]) => bundle.take(this, words))
      .catch((error) => {
        if (!this.isConnected || (PINNED && strict.refuse(this, error))) throw error;
        // The bundle is blocked, away or at its end: what works without it stays. The next press tries
        // again, but never on an island that was half taken over.
        this.failed = true;
        this.alive = 0;
        this.native?.();
        this.reach().then(() => delete this.island.parentNode.dataset.live, () => {});
        complain(this, error.message);
        emit(this, "error", { code: "unavailable" });
        throw error;
      }));
  }

  // Says what is wrong: in the console to whoever mends it, in the place to whoever came to use it.
  fail(message, code) {
    const { name, origin: server, slug } = this;
    complain(this, message);
    emit(this, "error", { code });
    // What was drawn once and taken away covers what is inside.
    this.shadowRoot?.replaceChildren(make("slot"));
    this.note?.remove();
    this.note = apologise(this, server ? (slug ? server + PATHS[name] + slug : server) : here());
  }
}

// Near the viewport the bundle is fetched and compiled, which the page does not feel.
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        watcher.unobserve(target);
        target.prepare();
      }
  },
  { rootMargin: "300px" },
);

// Turns <script data-widget> and <div data-widget> into elements, each once: an element that the
// page takes away stays away. A page saved or cloned with its element in place gets no second one.
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
      // Other people's scripts know attributes of this name as well: what is no tag is left alone.
      if (script) {
        const place = make("p");
        tag.after(place);
        apologise(place, from || here());
      }
      continue;
    }
    const element = make(PREFIX + widget);
    // Two campaigns may have tags on one page; a copy on the page's own site is nobody's server.
    if (servers.has(from) && from != location.origin) element.setAttribute("server", from);
    for (const name of [...reads(widget), "server", "bundle"]) {
      const value = tag.getAttribute("data-" + name);
      if (value) element.setAttribute(name, value);
    }
    if (script) tag.after(element);
    else {
      // The fallback link stays inside: it shows until the shadow root covers it.
      element.append(...tag.childNodes);
      tag.append(element);
    }
  }
  if (waiting.size) attend();
};

// Elements are defined once: the second campaign's script hands its server to the first's. A plain
// one would run what it takes from there, so it hears nothing of a strict one's.
const DOOR = Symbol.for(STRICT ? "undersigned strict" : "undersigned");
const first = customElements.get("undersigned-signature");
add(HOME);
attend();
if (first) first[DOOR]?.(servers);
else {
  Widget[DOOR] = trust;
  if (STRICT) Widget[Symbol.for("undersigned")] = trust;
  // What an app sets as a property its code names; an attribute may be somebody's text.
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
  // An app writes elements; what else it calls `data-widget` is its own.
  if (!PACKAGED) {
    upgrade();
    new MutationObserver(upgrade).observe(document, { childList: true, subtree: true });
  }
}
