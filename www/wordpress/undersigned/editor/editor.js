// The three blocks in WordPress's editor: a field for each attribute, and a preview of the widget
// as the server draws it. The preview is in a frame without scripts and forms, so no remote code
// runs here and nothing can be signed.
// PHP prints what visitors get (includes/output.php). No build step: this file runs as it is.
((wp) => {
  const { createElement: el, Fragment, useEffect, useRef, useState } = wp.element;
  const { InspectorControls, useBlockProps } = wp.blockEditor;
  const { Button, Disabled, ExternalLink, FormTokenField, Notice, PanelBody, Placeholder, SelectControl, Spinner, TextareaControl, TextControl } = wp.components;
  const { createBlock, registerBlockType } = wp.blocks;
  const { __, sprintf } = wp.i18n;
  const { server, home, settings, networks, fields } = window.undersignedEditor;

  const SUBJECTS = { signature: "declaration", signup: "list" };
  const words = (text) => (text || "").split(/\s+/).filter(Boolean);
  // People usually have the address of the page rather than the short name.
  const slug = (typed) => typed.trim().replace(/^https?:\/\/[^\/]+\/[dl]\//, "").replace(/[\/?#].*$/, "");

  // What the server draws, or its error.
  const useFragment = (address) => {
    const [drawn, setDrawn] = useState({});
    useEffect(() => {
      if (!address) return undefined;
      const stop = new AbortController();
      // Wait, because a short name is typed letter by letter.
      const timer = setTimeout(async () => {
        try {
          const answer = await fetch(address, { credentials: "omit", signal: stop.signal });
          if (answer.ok) return setDrawn({ address, html: await answer.text() });
          const problem = await answer.json().catch(() => ({}));
          setDrawn({ address, status: answer.status, title: problem.title });
        } catch {
          if (!stop.signal.aborted) setDrawn({ address, status: 0 });
        }
      }, 300);
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    }, [address]);
    return drawn.address === address ? drawn : {};
  };

  const complaint = ({ status, title }, subject) => {
    if (status === 404)
      return subject === "list"
        ? __("The server has no list with this name.", "undersigned")
        : __("The server has no declaration with this name.", "undersigned");
    if (status === 403)
      /* translators: %s: the origin of this website, such as https://courier.example. */
      return sprintf(__("The campaign has not approved this website yet. Ask it to add %s to its sites.", "undersigned"), location.origin);
    /* translators: %s: the campaign's server. */
    if (status === 0) return sprintf(__("%s cannot be reached from this browser.", "undersigned"), server);
    /* translators: %d: an HTTP status, such as 503. */
    return title || sprintf(__("The server answered with status %d.", "undersigned"), status);
  };

  // Says that the widget below is only a picture. It is outside `Disabled`, whose content screen
  // readers do not see.
  const PreviewNote = () =>
    el(
      "p",
      { style: { margin: "0 0 8px", font: "italic 13px/1.4 system-ui, sans-serif" } },
      __("Preview: nothing can be signed or sent from here.", "undersigned"),
    );

  // A preview of the widget, in a frame that fits its height and runs no scripts.
  const Picture = ({ widget, html, theme }) => {
    const frame = useRef();
    const [height, setHeight] = useState(240);
    const element = `undersigned-${widget}`;
    const fit = () => {
      const body = frame.current?.contentDocument?.body;
      if (!body) return;
      // Show what only works with script, as most visitors see it.
      const island = body.querySelector(element)?.shadowRoot?.querySelector("[data-island]");
      if (island) island.parentNode.dataset.live = "";
      const measure = () => setHeight(Math.ceil(body.getBoundingClientRect().height) + 4);
      measure();
      new ResizeObserver(measure).observe(body);
    };
    const { fontFamily, fontSize, color } = getComputedStyle(frame.current?.parentElement || document.body);
    const page = `<!doctype html><meta charset="utf-8"><style>html{overflow:hidden;font-size:16px}body{margin:0;font:${fontSize} ${fontFamily.replace(/</g, "")};color:${color}}</style>
      <${element} theme="${theme || "auto"}"><template shadowrootmode="open">${html}</template></${element}>`;
    return el("iframe", {
      ref: frame,
      title: __("How visitors see it", "undersigned"),
      sandbox: "allow-same-origin",
      srcDoc: page,
      onLoad: fit,
      tabIndex: -1,
      style: { display: "block", width: "100%", height, border: 0, pointerEvents: "none" },
    });
  };

  const address = (widget, attributes, post) => {
    const subject = SUBJECTS[widget];
    if (!server || (subject && !attributes[subject])) return "";
    const query = new URLSearchParams({ site: location.origin });
    const add = (name, value) => value && query.set(name, value);
    if (subject) add(subject, attributes[subject]);
    add("lang", attributes.lang || document.documentElement.lang);
    add("layout", attributes.layout);
    for (const name of ["principle", "show", "fields", "principles"]) add(name, attributes[name]);
    if (widget === "share") {
      add("url", attributes.url || post.address || home);
      add("text", attributes.text || post.title);
      add("networks", attributes.networks);
      add("follow", words(attributes.follow).join(" "));
    }
    return `${server}/embed/v1/${widget}?${query}`;
  };

  const plain = { __nextHasNoMarginBottom: true, __next40pxDefaultSize: true };

  const SubjectField = ({ widget, attributes, setAttributes }) => {
    const subject = SUBJECTS[widget];
    return el(TextControl, {
      ...plain,
      label: subject === "list" ? __("List", "undersigned") : __("Declaration", "undersigned"),
      help: __("Its short name or the address of its page.", "undersigned"),
      value: attributes[subject] || "",
      onChange: (typed) => setAttributes({ [subject]: slug(typed) }),
    });
  };

  // In the block itself. Applied on submit, so nothing changes while the author types.
  const SubjectForm = ({ widget, attributes, setAttributes }) => {
    const subject = SUBJECTS[widget];
    const [typed, type] = useState(attributes[subject] || "");
    const take = (event) => {
      event.preventDefault();
      setAttributes({ [subject]: slug(typed) });
    };
    return el(
      "form",
      { onSubmit: take },
      el(SubjectField, { widget, attributes: { [subject]: typed }, setAttributes: (set) => type(set[subject]) }),
      el(Button, { variant: "primary", type: "submit", disabled: !slug(typed) }, __("Show it", "undersigned")),
    );
  };

  const Choice = ({ name, label, choices, attributes, setAttributes }) =>
    el(SelectControl, {
      ...plain,
      label,
      value: attributes[name] || choices[0][0],
      options: choices.map(([value, label]) => ({ value, label })),
      onChange: (value) => setAttributes({ [name]: value === choices[0][0] ? undefined : value }),
    });

  const Field = ({ name, label, help, attributes, setAttributes }) =>
    el(TextControl, {
      ...plain,
      label,
      help,
      value: attributes[name] || "",
      onChange: (value) => setAttributes({ [name]: value.trim() ? value : undefined }),
    });

  // Any of a few words, in order.
  const Words = ({ name, label, known, attributes, setAttributes }) =>
    el(FormTokenField, {
      __next40pxDefaultSize: true,
      label,
      value: words(attributes[name]),
      suggestions: known,
      __experimentalExpandOnFocus: true,
      __experimentalValidateInput: (word) => known.includes(word),
      onChange: (chosen) => setAttributes({ [name]: chosen.join(" ") || undefined }),
    });

  const ShareFields = (props) => {
    const { attributes, setAttributes } = props;
    return el(
      PanelBody,
      { title: __("What is shared, and where", "undersigned") },
      el(Field, { ...props, name: "url", label: __("Address", "undersigned"), help: __("Leave it empty for the page itself.", "undersigned") }),
      el(Field, { ...props, name: "text", label: __("Text", "undersigned"), help: __("Leave it empty for the page’s title.", "undersigned") }),
      el(Words, { ...props, name: "networks", label: __("Networks, in order", "undersigned"), known: networks }),
      el(TextareaControl, {
        ...plain,
        label: __("Where people can follow you", "undersigned"),
        help: __("One per line, such as mastodon=https://social.example/@us", "undersigned"),
        value: attributes.follow || "",
        onChange: (typed) => setAttributes({ follow: typed || undefined }),
      }),
    );
  };

  // What only the signature box has.
  const PartFields = (props) =>
    el(
      Fragment,
      null,
      el(Field, { ...props, name: "principle", label: __("Only one principle", "undersigned"), help: __("Its number. Leave it empty for the whole declaration.", "undersigned") }),
      el(Choice, {
        ...props,
        name: "show",
        label: __("Parts", "undersigned"),
        choices: [
          ["", __("All", "undersigned")],
          ["form", __("Only the form", "undersigned")],
          ["count", __("Only the number of signatures", "undersigned")],
          ["names", __("Only the names", "undersigned")],
          ["progress", __("Only the progress", "undersigned")],
        ],
      }),
      el(Choice, {
        ...props,
        name: "principles",
        label: __("Principles", "undersigned"),
        choices: [
          ["", __("Folded if they are long", "undersigned")],
          ["open", __("Shown in full", "undersigned")],
          ["folded", __("Folded", "undersigned")],
        ],
      }),
    );

  const SubjectFields = (props) =>
    el(
      PanelBody,
      { title: __("What it shows", "undersigned") },
      el(SubjectField, props),
      props.widget === "signature" && el(PartFields, props),
      el(Words, { ...props, name: "fields", label: __("Optional fields (empty: all that the campaign asks for)", "undersigned"), known: fields[props.widget] }),
      el(Field, { ...props, name: "source", label: __("Source", "undersigned"), help: __("A word by which the campaign counts what comes from here. Small letters, digits and hyphens.", "undersigned") }),
    );

  const ThanksFields = (props) =>
    el(
      PanelBody,
      { title: __("After signing", "undersigned"), initialOpen: false },
      el(Field, { ...props, name: "thanks-text", label: __("Words of a link", "undersigned"), help: __("Such as “Read what happens next”.", "undersigned") }),
      el(Field, { ...props, name: "thanks-url", label: __("Where it leads", "undersigned"), help: __("A page of this website.", "undersigned") }),
    );

  const LooksFields = (props) => {
    const layouts = [["full", __("Full", "undersigned")], ["compact", __("Compact", "undersigned")]];
    if (props.widget === "signature") layouts.push(["button", __("A button that opens it", "undersigned")]);
    return el(
      PanelBody,
      { title: __("How it looks", "undersigned") },
      el(Choice, { ...props, name: "layout", label: __("Layout", "undersigned"), choices: layouts }),
      el(Choice, {
        ...props,
        name: "theme",
        label: __("Colours", "undersigned"),
        choices: [["auto", __("Same as the page", "undersigned")], ["light", __("Light", "undersigned")], ["dark", __("Dark", "undersigned")]],
      }),
      el(Field, { ...props, name: "lang", label: __("Language", "undersigned"), help: __("A code such as cy or pt-BR. Leave it empty for the page’s language.", "undersigned") }),
    );
  };

  const Inspector = (props) =>
    el(
      InspectorControls,
      null,
      el(SUBJECTS[props.widget] ? SubjectFields : ShareFields, props),
      el(LooksFields, props),
      props.widget === "signature" && el(ThanksFields, props),
    );

  const NoServer = ({ label, icon }) =>
    el(
      Placeholder,
      { icon, label, instructions: __("The campaign’s server is not set yet.", "undersigned") },
      settings
        ? el(ExternalLink, { href: settings }, __("Set it under Settings → Undersigned", "undersigned"))
        : __("Ask an administrator of this website to set it under Settings → Undersigned.", "undersigned"),
    );

  const edit = (widget, label, icon) => (given) => {
    const { attributes, setAttributes } = given;
    const props = { widget, attributes, setAttributes };
    const subject = SUBJECTS[widget];
    const post = wp.data.useSelect((select) => {
      const editor = select("core/editor");
      return { address: editor?.getPermalink?.() || "", title: editor?.getEditedPostAttribute?.("title") || "" };
    }, []);
    const asked = address(widget, attributes, post);
    const drawn = useFragment(asked);
    let body;
    if (!server) body = el(NoServer, { label, icon });
    else if (!asked) body = el(Placeholder, { icon, label }, el(SubjectForm, props));
    else if (drawn.html)
      body = [
        el(PreviewNote, { key: "note" }),
        el(Disabled, { key: "picture" }, el(Picture, { widget, html: drawn.html, theme: attributes.theme })),
      ];
    else if (drawn.address)
      body = el(
        Placeholder,
        { icon, label },
        el(Notice, { status: "warning", isDismissible: false }, complaint(drawn, subject)),
        subject && el(SubjectForm, props),
      );
    else body = el(Placeholder, { icon, label }, el(Spinner));
    return el(Fragment, null, el(Inspector, props), el("div", useBlockProps(), body));
  };

  // The shortcode of the same name, for people who come from the classic editor.
  const fromShortcode = (widget, attributes) => ({
    type: "block",
    blocks: ["core/shortcode"],
    isMatch: ({ text }) => new RegExp(`^\\s*\\[undersigned_${widget}\\b[^\\]]*\\]\\s*$`).test(text || ""),
    transform: ({ text }) => {
      const { named } = wp.shortcode.attrs(text.trim().slice(1, -1).replace(/^\S+/, ""));
      const known = Object.entries(named).filter(([name]) => attributes.includes(name));
      return createBlock(`undersigned/${widget}`, Object.fromEntries(known));
    },
  });

  const register = (widget, label, icon, attributes) =>
    registerBlockType(`undersigned/${widget}`, {
      edit: edit(widget, label, icon),
      save: () => null,
      transforms: { from: [fromShortcode(widget, attributes)] },
    });

  const looks = ["lang", "layout", "theme"];
  register("signature", __("Signature box", "undersigned"), "edit-large", ["declaration", "principle", "show", "principles", "fields", "source", "thanks-url", "thanks-text", ...looks]);
  register("signup", __("Sign-up form", "undersigned"), "email", ["list", "fields", "source", ...looks]);
  register("share", __("Share bar", "undersigned"), "share", ["url", "text", "networks", "follow", ...looks]);
})(window.wp);
