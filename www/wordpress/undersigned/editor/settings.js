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
    if (!server) return bad(__("First enter the server’s address above and save it.", "undersigned"));
    const api = await ask("/api/v1/openapi.json");
    if (!api.ok || !api.body?.openapi)
      /* translators: %s: the campaign's server. */
      return bad(sprintf(__("%s answers, but it is not an Undersigned server.", "undersigned"), server));
    const slug = field.value.trim().replace(/^https?:\/\/[^\/]+\/[dl]\//, "").replace(/[\/?#].*$/, "");
    if (!slug) return good(__("The server answers.", "undersigned"));
    const query = `${encodeURIComponent(slug)}&site=${encodeURIComponent(site)}`;
    for (const path of [`signature?declaration=${query}`, `signup?list=${query}`]) {
      const widget = await ask(`/embed/v1/${path}`);
      /* translators: %s: the short name of a declaration or list. */
      if (widget.ok) return good(sprintf(__("The server answers, and “%s” can be shown on this website.", "undersigned"), slug));
      if (widget.status === 403)
        /* translators: 1: the short name of a declaration or list; 2: the origin of this website. */
        return ["warning", sprintf(__("The server answers, but the campaign has not approved this website for “%1$s” yet. Ask it to add %2$s to its sites.", "undersigned"), slug, site)];
      /* translators: %d: an HTTP status, such as 503. */
      if (widget.status !== 404) return bad(widget.body?.title || sprintf(__("The server answered with status %d.", "undersigned"), widget.status));
    }
    /* translators: %s: what was typed. */
    return bad(sprintf(__("The server answers, but it has no declaration or list called “%s”.", "undersigned"), slug));
  };

  const say = ([kind, words]) => {
    found.className = `notice notice-${kind} inline`;
    found.hidden = false;
    found.firstElementChild.textContent = words;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(["info", __("Testing…", "undersigned")]);
    try {
      say(await test());
    } catch {
      /* translators: %s: the campaign's server. */
      say(["error", sprintf(__("%s cannot be reached from this browser. Check the address, and that no browser extension or firewall blocks it.", "undersigned"), server)]);
    }
  });
})(window.wp);
