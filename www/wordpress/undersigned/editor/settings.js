// The connection test of the settings page: sends requests to the server from this browser, as a
// visitor's browser will, and says what to do about the result. WordPress handles saving.
((wp) => {
  const { __, sprintf } = wp.i18n;
  const form = document.getElementById("undersigned-test");
  const found = document.getElementById("undersigned-found");
  const field = document.getElementById("undersigned-slug");
  const { server, site } = form.dataset;

  const ask = async (path) => {
    const answer = await fetch(server + path, { credentials: "omit" });
    return { status: answer.status, ok: answer.ok, body: await answer.json().catch(() => null) };
  };

  // The result, and its kind as WordPress colours notices.
  const test = async () => {
    const good = (words) => ["success", words];
    const bad = (words) => ["error", words];
    if (!server) return bad(__("First set the server’s address above, and save.", "undersigned"));
    const api = await ask("/api/v1/openapi.json");
    if (!api.ok || !api.body?.openapi)
      return bad(sprintf(__("%s answers, but it is no Undersigned server.", "undersigned"), server));
    const slug = field.value.trim().replace(/^https?:\/\/[^/]+\/[dl]\//, "").replace(/[/?#].*$/, "");
    if (!slug) return good(__("The server answers.", "undersigned"));
    const query = `${encodeURIComponent(slug)}&site=${encodeURIComponent(site)}`;
    for (const path of [`signature?declaration=${query}`, `signup?list=${query}`]) {
      const widget = await ask(`/embed/v1/${path}`);
      if (widget.ok) return good(sprintf(__("The server answers, and “%s” may stand on this site.", "undersigned"), slug));
      if (widget.status === 403)
        return ["warning", sprintf(__("The server answers, but “%1$s” may not stand on this site yet: ask the campaign to add %2$s to its sites.", "undersigned"), slug, site)];
      if (widget.status !== 404) return bad(widget.body?.title || sprintf(__("The server answered %d.", "undersigned"), widget.status));
    }
    return bad(sprintf(__("The server answers, but it has no declaration or list called “%s”.", "undersigned"), slug));
  };

  const say = ([kind, words]) => {
    found.className = `notice notice-${kind} inline`;
    found.hidden = false;
    found.firstElementChild.textContent = words;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(["info", __("Asking…", "undersigned")]);
    try {
      say(await test());
    } catch {
      say(["error", sprintf(__("%s cannot be reached from this browser. See that the address is right and that nothing here blocks it.", "undersigned"), server)]);
    }
  });
})(window.wp);
