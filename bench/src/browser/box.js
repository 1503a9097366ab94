// A signature box as somebody would write it by hand for one campaign in one language: what any widget
// costs at least. `SERVER` is replaced by the server's address.
(() => {
  const place = document.getElementById("petition");
  const root = place.attachShadow({ mode: "open" });
  root.innerHTML = `
    <style>
      :host { display: block; padding: 1rem; border: 1px solid #767676; font: 1rem/1.5 system-ui, sans-serif; }
      h2 { margin: 0; font-size: 1.5rem; }
      label { display: block; margin-block: 1rem; font-weight: 600; }
      input:not([type=checkbox]) { display: block; box-sizing: border-box; inline-size: 100%; padding: .6rem; border: 1px solid #767676; font: inherit; }
      .tick { font-weight: 400; }
      button { inline-size: 100%; padding: .8rem; border: 0; background: #0b57d0; color: #fff; font: inherit; font-weight: 600; }
      [role=alert] { color: #b3261e; }
    </style>
    <h2>Keep the library open in the evening</h2>
    <p>The reading room closes at five, when most of the town is still at work. We ask the council to keep it open.</p>
    <form novalidate>
      <label>Your name <input name="name" autocomplete="name" required></label>
      <label>Your email address <input name="email" type="email" autocomplete="email" required></label>
      <label class="tick"><input name="updates" type="checkbox"> Friends of the Library may send me updates</label>
      <button>Sign</button>
      <p role="alert"></p>
      <p>Friends of the Library keep your name and address for this declaration, and nothing else.</p>
    </form>`;
  const form = root.querySelector("form");
  const news = root.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, email, updates } = form.elements;
    const wrong = [name, email].find((field) => !field.checkValidity());
    if (wrong) {
      news.textContent = wrong == name ? "Type your name." : "Type your email address, such as ada@example.org.";
      return wrong.focus();
    }
    try {
      const answer = await fetch("SERVER/api/v1/declarations/bench/signatures", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({
          kind: "person",
          name: name.value,
          email: email.value,
          public: "full",
          updates: updates.checked,
          lang: "en",
          site: location.origin,
          page_url: location.href,
        }),
      });
      if (!answer.ok) throw Error(answer.status);
      form.textContent = "An email is on its way to you. Press the link in it, and your signature counts.";
    } catch {
      news.textContent = "That did not work. Try again in a minute.";
    }
  });
})();
