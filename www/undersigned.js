// The loader: the one script a site embeds. It finds tags, divs and elements, puts the fragment
// that the server drew into a shadow root, brings the WebAssembly when a widget comes near, and lets
// it take over once a visitor touches it: until then the page's thread is left alone. What the
// widgets do once they are alive is in the bundle, not here.
//
// It may arrive late, twice, or through an optimiser: so it never asks which script is running,
// and looks at the page as it is. It sets no global but three custom elements.
(() => {
  const NAMES = ["signature", "signup", "share"];
  const PREFIX = "undersigned-";
  const ATTRIBUTES = {
    signature: "declaration",
    signup: "list",
  };
  const CHOICES = { layout: ["full", "compact"], theme: ["auto", "light", "dark"] };

  if (customElements.get(PREFIX + NAMES[0])) return;

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
    Promise.race([promise, new Promise((_, late) => setTimeout(late, seconds * 1000, Error("it takes too long")))]);

  const here = () => location.href.split("#")[0];
  const canonical = () => document.querySelector("link[rel=canonical]")?.href || here();

  // Where a script of ours came from, by its own address.
  const origin = (script) => (script?.src || "").split("/undersigned.js")[0];

  // A page may demand a policy for HTML; one that forbids ours gets the plain link.
  const trusted = (html) => {
    const policy = once("policy", () => {
      try {
        return trustedTypes.createPolicy("undersigned", { createHTML: (html) => html });
      } catch {
        return { createHTML: (html) => html };
      }
    });
    return policy.createHTML(html);
  };

  // Fetching and compiling happen beside the page's thread, running the module does not.
  const get = (url) => fetch(url, { credentials: "omit" });
  const compiled = (wasm) => tried(wasm, () => WebAssembly.compileStreaming(get(wasm)));
  const words = (text) => tried(text, () => get(text).then((answer) => answer.json()));
  // Browsers remember for ever that a module did not come to its address: the next try has another.
  let again = "";
  const running = (glue, wasm) =>
    tried("m" + glue, async () => {
      const coming = import(glue + again);
      coming.catch(() => (again += "?"));
      const [bundle, module] = await Promise.all([coming, compiled(wasm)]);
      await bundle.default({ module_or_path: module });
      return bundle;
    });

  const emit = (element, name, detail) =>
    element.dispatchEvent(
      new CustomEvent("undersigned:" + name, { bubbles: true, composed: true, detail }),
    );

  const complain = (element, message) => console.error(`undersigned: <${element.localName}> ${message}`, element);

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
        watcher?.unobserve(this);
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

    get server() {
      const script = document.querySelector('script[src*="/undersigned.js"]');
      return (this.getAttribute("server") || origin(script)).replace(/\/+$/, "");
    }

    draw() {
      this.drawn = true;
      const root = this.shadowRoot;
      // The server's own pages come with the shadow root already open.
      if (root?.querySelector("[data-island]")) return this.settle(root);
      this.fetch().catch((error) => this.fail(error.message, error.code || "offline"));
    }

    async fetch() {
      const { name, server } = this;
      const attribute = ATTRIBUTES[name];
      const slug = attribute && this.getAttribute(attribute);
      if (!server) throw Error('"server" is missing: the origin that undersigned.js came from');
      if (attribute && !slug) throw Error(`"${attribute}" is missing: the slug of a ${attribute}`);
      for (const key of Object.keys(CHOICES)) {
        const value = this.getAttribute(key);
        if (value && !CHOICES[key].includes(value))
          complain(this, `"${key}" is "${value}"; allowed: ${CHOICES[key].join(", ")}`);
      }
      const query = new URLSearchParams({ site: location.origin });
      const add = (key, value) => value && query.set(key, value);
      add(attribute, slug);
      add("lang", this.lang || this.closest("[lang]")?.lang);
      add("layout", this.getAttribute("layout"));
      if (!attribute) {
        add("url", this.getAttribute("url") || canonical());
        add("text", this.getAttribute("text") || document.title);
        add("networks", this.getAttribute("networks"));
        add("follow", this.getAttribute("follow"));
      }
      const answer = await get(`${server}/embed/v1/${name}?${query}`);
      if (!answer.ok) {
        const problem = await answer.json().catch(() => ({}));
        throw Object.assign(Error(problem.title || `the server answered ${answer.status}`), problem);
      }
      let html = await answer.text();
      let sheet;
      // A page may forbid <style>; a constructed sheet it lets through.
      const [style, css] = html.match(/^<style>([^]*?)<\/style>/) || [];
      try {
        sheet = once(css, () => {
          const made = new CSSStyleSheet();
          made.replaceSync(css);
          return made;
        });
        html = html.slice(style.length);
      } catch {}
      if (!this.isConnected) return;
      html = trusted(html);
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      try {
        root.innerHTML = html;
      } catch (error) {
        // Without a slot the fallback link would be hidden.
        root.append(document.createElement("slot"));
        throw error;
      }
      if (sheet) root.adoptedStyleSheets = [sheet];
      this.settle(root);
    }

    // The form stands: say so, and hold what is pressed until the bundle is there.
    settle(root) {
      const island = root.querySelector("[data-island]");
      const frame = island.parentNode;
      this.island = island;
      for (const input of root.querySelectorAll("[name=page_url]")) input.value ||= here();
      if (island.dataset.glue) {
        frame.dataset.live = navigator.share ? "native" : "";
        for (const id of (this.getAttribute("networks") || "").split(/\s+/))
          if (id && !root.querySelector(`[data-press="${CSS.escape(id)}"],[data-network="${CSS.escape(id)}"]`))
            complain(this, `"networks" has "${id}"; allowed: ${island.dataset.allowed}`);
        if (!root.held) {
          root.held = true;
          for (const type of ["pointerover", "focusin"])
            root.addEventListener(type, () => this.failed || this.hydrate().catch(() => {}));
          root.addEventListener("submit", (event) => this.hold(event, event.target, event.submitter), true);
          root.addEventListener("click", (event) => this.hold(event, event.target.closest("[data-press],[data-network]")), true);
        }
        watcher?.observe(this);
      }
      emit(this, "ready", { widget: this.name });
    }

    // Keeps a press or a submit until it can be done, and then does it. Without a bundle, or when it
    // is long in coming, a form is sent the plain way and goes on on the server's page; but only
    // when the server can be reached, since the browser's own error page would lose what was typed.
    // A link opens at once, as a press of the visitor's own, and is only told of later.
    hold(event, target, submitter) {
      const { island } = this;
      if (!target || "alive" in island.dataset || this.passing) return;
      if (target.localName == "a") {
        const tell = () => {
          target.addEventListener("click", (event) => event.preventDefault(), { once: true });
          target.click();
        };
        return this.hydrate().then(tell, () => {});
      }
      event.preventDefault();
      event.stopPropagation();
      if (this.holding) return;
      this.holding = true;
      this.news?.remove();
      const sending = event.type == "submit";
      const button = submitter || target;
      button.ariaBusy = "true";
      const go = () => {
        this.passing = true;
        sending ? target.requestSubmit(submitter) : target.click();
        this.passing = false;
      };
      const offline = () => {
        const news = (this.news = document.createElement("p"));
        news.className = "problem";
        news.part = "error";
        news.role = "alert";
        (button.closest("ul") || button).after(news);
        news.textContent = island.dataset.offline;
        emit(this, "error", { code: "offline" });
      };
      const alive = this.hydrate();
      (sending ? within(6, alive) : alive)
        .catch(() => this.reach())
        .finally(() => {
          this.holding = false;
          button.removeAttribute("aria-busy");
        })
        .then(go, offline);
    }

    // Whether the server answers at all.
    reach() {
      return within(5, fetch(this.server + "/healthz", { mode: "no-cors" }));
    }

    // Where the bundle is that this fragment was drawn for.
    get bundle() {
      const { glue, wasm, text } = this.island.dataset;
      return [glue, wasm, text].map((url) => new URL(url, this.server || location.href).href);
    }

    // Gets all that taking over will need.
    prepare() {
      const [glue, wasm, text] = this.bundle;
      // What goes wrong here is told when it is needed.
      for (const promise of [tried(glue, () => get(glue)), compiled(wasm), words(text)]) promise.catch(() => {});
    }

    hydrate() {
      const [glue, wasm, text] = this.bundle;
      return (this.alive ||= Promise.all([running(glue, wasm), words(text)])
        .then(async ([bundle, words]) => {
          const { island } = this;
          if (!this.isConnected) throw Error("it was removed");
          await within(9, new Promise((ready) => {
            this.unmount = bundle.hydrate(island, island.dataset.props, words, ready);
          }));
          island.dataset.alive = "";
        })
        .catch((error) => {
          if (!this.isConnected) throw error;
          // The bundle is blocked or away: what works without it stays. The next press tries again,
          // but never on an island that was half taken over.
          this.failed = true;
          if (!this.unmount) this.alive = undefined;
          this.reach().then(() => delete this.island.parentNode.dataset.live, () => {});
          complain(this, error.message);
          emit(this, "error", { code: "unavailable" });
          throw error;
        }));
    }

    // Says what is wrong, and leaves a way to the page of the declaration or list.
    fail(message, code) {
      const { name, server } = this;
      const slug = this.getAttribute(ATTRIBUTES[name]);
      complain(this, message);
      emit(this, "error", { code });
      if (slug && server && !this.childElementCount && !this.shadowRoot) {
        const link = document.createElement("a");
        link.href = `${server}/${name == "signup" ? "l" : "d"}/${slug}`;
        link.textContent = link.href;
        this.append(link);
      }
    }
  }

  // Near the viewport the bundle is fetched and compiled, which the page does not feel.
  const watcher =
    self.IntersectionObserver &&
    new IntersectionObserver(
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
    for (const tag of document.querySelectorAll("[data-widget]")) {
      if (seen.has(tag)) continue;
      seen.add(tag);
      const { widget, ...data } = tag.dataset;
      const script = tag.localName == "script";
      const there = script ? tag.nextElementSibling : tag.firstElementChild;
      if (there?.localName.startsWith(PREFIX)) continue;
      if (!NAMES.includes(widget)) {
        complain(tag, `"data-widget" is "${widget}"; allowed: ${NAMES.join(", ")}`);
        continue;
      }
      const element = document.createElement(PREFIX + widget);
      for (const key of Object.keys(data)) element.setAttribute(key, data[key]);
      if (script) {
        if (!data.server) element.setAttribute("server", origin(tag));
        tag.after(element);
      } else {
        // The fallback link stays inside: it shows until the shadow root covers it.
        element.append(...tag.childNodes);
        tag.append(element);
      }
    }
  };

  for (const name of NAMES) customElements.define(PREFIX + name, class extends Widget {});
  upgrade();
  new MutationObserver(upgrade).observe(document, { childList: true, subtree: true });
})();
