// Runs inside a frame: tells the page around it the height of the content and the widget's events,
// sends WordPress's messages if the address carries their secret, and replaces what a sandbox
// forbids: sends forms by fetch, and shows the address of a link that cannot open. The loader and
// the bundle run the widget itself.
(() => {
  const { body } = document;
  const main = document.querySelector("main");
  const secret = /secret=(\w{10})/.exec(location.hash)?.[1];
  const sandboxed = self.origin == "null";
  const tell = (message) => parent != self && parent.postMessage(message, "*");

  // Sent repeatedly, because WordPress forgets a height that arrives while the frame is hidden.
  const measure = () => {
    const height = Math.ceil(body.getBoundingClientRect().height);
    tell({ type: "undersigned:height", height });
    if (secret) tell({ message: "height", value: Math.min(Math.max(height, 200), 1000), secret });
  };
  new ResizeObserver(measure).observe(body);
  addEventListener("load", measure);
  addEventListener("resize", measure);
  addEventListener("message", ({ source }) => source == parent && measure());

  for (const name of ["ready", "seen", "started", "signed", "confirmed", "subscribed", "shared", "error"])
    addEventListener("undersigned:" + name, ({ detail }) => tell({ type: "undersigned:event", name, detail }));

  // Where a sandbox forbids forms, pressing their button does not even fire a submit event, so fire
  // one here, for the bundle, the loader or the function below.
  const submit = (form, submitter) =>
    form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter }));
  HTMLFormElement.prototype.requestSubmit = function (submitter) {
    submit(this, submitter);
  };
  const press = (event) => {
    const button = event.target.closest("[type=submit]");
    if (!button?.form || event.defaultPrevented) return;
    event.preventDefault();
    submit(button.form, button);
  };

  // Sends a form that is not hydrated, and puts the response in its place: a sandbox forbids native
  // forms, and submitting in a frame should not add to the page's history.
  const send = async (event) => {
    const { target: form, submitter: button } = event;
    if (event.defaultPrevented || form.method != "post") return;
    event.preventDefault();
    if (button?.ariaBusy) return;
    const complain = (words) => (form.querySelector("[role=alert]").textContent = words);
    if (button) button.ariaBusy = "true";
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "omit",
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // DOMParser does not attach declarative shadow roots.
      for (const template of page.querySelectorAll("template[shadowrootmode]")) {
        const host = template.parentNode;
        host.attachShadow({ mode: "open" }).append(template.content);
        template.remove();
      }
      const widget = page.querySelector("main")?.lastElementChild;
      if (!widget?.shadowRoot) return complain(page.querySelector("h1, p")?.textContent || body.dataset.offline);
      main.lastElementChild.replaceWith(widget);
      attend(widget);
      widget.shadowRoot.querySelector("[aria-invalid], [name=code], h3[tabindex]")?.focus();
    } catch {
      complain(body.dataset.offline);
    } finally {
      button?.removeAttribute("aria-busy");
    }
  };

  // Where no window can open, shows the address for copying, below the pressed link.
  const away = document.createElement("label");
  away.className = "away";
  away.append(body.dataset.select, document.createElement("input"));
  const [, address] = away.childNodes;
  address.readOnly = true;
  const dismiss = () => away.remove();
  away.addEventListener("focusout", dismiss);
  away.addEventListener("keydown", ({ key }) => key == "Escape" && dismiss());
  const show = (url, link) => {
    if (secret && new URL(url).host == location.host) tell({ message: "link", value: url, secret });
    body.append(away);
    const { top, bottom } = link.getBoundingClientRect();
    const room = bottom + away.offsetHeight < body.getBoundingClientRect().bottom;
    away.style.top = scrollY + (room ? bottom : Math.max(top - away.offsetHeight, 0)) + "px";
    address.value = url;
    address.focus();
    address.select();
  };
  const native = self.open;
  const open = (url, link) => {
    let opened;
    try {
      opened = native("", "_blank");
    } catch {
      // Firefox throws where other browsers return null.
    }
    if (!opened) return show(url, link);
    opened.opener = null;
    opened.location = url;
  };
  const follow = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || !/^(https?|mailto):/.test(link.protocol)) return;
    event.preventDefault();
    // A tab opened for a mail program would stay empty.
    link.protocol == "mailto:" ? show(link.href, link) : open(link.href, link);
  };

  // Hides features that the page around has not delegated to the frame. Chromium reports both;
  // other browsers report the share sheet at most.
  const lent = (feature) => document.featurePolicy?.allowsFeature(feature) ?? true;
  const names = [
    !(lent("web-share") && (navigator.canShare?.({ url: location.href }) ?? true)) && "native",
    !lent("clipboard-write") && "copy",
  ].filter((name) => name);
  let withheld;
  if (names.length) {
    withheld = new CSSStyleSheet();
    withheld.replaceSync(names.map((name) => `[data-item=${name}]`) + "{display:none}");
  }

  const attended = new WeakSet();
  const attend = (widget) => {
    const root = widget?.shadowRoot;
    if (!root || attended.has(root)) return;
    attended.add(root);
    if (withheld) root.adoptedStyleSheets = [...root.adoptedStyleSheets, withheld];
    root.addEventListener("click", press);
    root.addEventListener("submit", send);
    if (sandboxed) root.addEventListener("click", follow);
  };
  attend(main.lastElementChild);
  // If the browser did not attach the shadow root, the loader does.
  // Captured, because a widget hides this event of the share bar in its thanks.
  addEventListener("undersigned:ready", (event) => attend(event.composedPath()[0]), true);
  if (sandboxed) {
    document.addEventListener("click", follow);
    // The widget opens windows where a link is not enough.
    self.open = (url) => open(url, main.lastElementChild.shadowRoot.activeElement || body);
  }
})();
