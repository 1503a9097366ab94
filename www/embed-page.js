// Makes the embed page interactive: choices take effect at once, and buttons copy. The server
// writes every snippet and tests every site; this script fetches the page that a form would lead to
// and swaps in its parts.
const form = document.querySelector("#choices");
const said = document.createElement("p");
said.className = "announcement";
said.role = "status";
form.after(said);
form.classList.add("live");

// Empty it first, or a screen reader does not announce the same words twice.
const say = (words) => {
  said.textContent = "";
  setTimeout(() => (said.textContent = words), 50);
};

const copy = async (button) => {
  const code = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    // Without a secure connection, scripts have no clipboard.
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) return say(button.dataset.select);
  }
  const words = (button.words ??= button.textContent);
  button.textContent = button.dataset.copied;
  button.dataset.done = "";
  say(button.dataset.copied);
  clearTimeout(button.waiting);
  button.waiting = setTimeout(() => {
    button.textContent = words;
    delete button.dataset.done;
  }, 3000);
};

const offer = () => {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
};

// The widget's element without its shadow root: the loader fetches the fragment into it.
const bare = (part) => {
  for (const template of part.querySelectorAll("template")) template.remove();
  return part.innerHTML;
};

const open = () => [...document.querySelectorAll("details[id][open]")].map((one) => one.id);

let shown = "";
let newest = 0;
const show = async (submitter, typing) => {
  const turn = ++newest;
  const query = new URLSearchParams(new FormData(form, submitter));
  const address = `${location.pathname}?${query}`;
  const answer = await fetch(address);
  if (!answer.ok || turn != newest) return;
  const html = await answer.text();
  // Without its head: that page's styles are allowed by its own policy, not by this one's.
  const page = new DOMParser().parseFromString(html.slice(html.indexOf("<body")), "text/html");
  if (turn != newest) return;
  const focused = document.activeElement?.id;
  const unfolded = open();
  const preview = bare(page.querySelector("#preview"));
  const { looks } = page.querySelector("#preview").dataset;
  for (const part of page.querySelectorAll("[data-part]")) {
    const place = document.getElementById(part.id);
    const still = part.id == "preview" ? preview == shown : part.innerHTML == place.innerHTML;
    // Leaves a field alone while the visitor types in it.
    if (still || (typing && part.id == "share-choices")) continue;
    place.innerHTML = part.id == "preview" ? preview : part.innerHTML;
  }
  shown = preview;
  paint(looks);
  testing.action = page.querySelector("#testing").action;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  offer();
  history.replaceState(null, "", address);
  const back = focused && document.getElementById(focused);
  if (back && back != document.activeElement) (back.disabled ? back.parentElement.querySelector("button:enabled") : back)?.focus();
};

// A style sheet would need a hash in the page's policy for every possible colour.
const paint = (looks) => {
  const { style } = document.querySelector("#preview");
  const chosen = new Map(looks.split(";").map((look) => look.split(":")));
  for (const name of ["--undersigned-accent", "--undersigned-on-accent", "--undersigned-radius", "--undersigned-font"])
    style.setProperty(name, chosen.get(name) ?? "initial");
};

let waiting;
form.addEventListener("input", ({ target }) => {
  const typing = target.type == "text";
  clearTimeout(waiting);
  waiting = setTimeout(show, 250, undefined, typing);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(event.submitter);
});

// Testing a site may take seconds: the visitor's choices stay, and the pressed button shows progress. The
// other button asks the organisers to allow the site.
const testing = document.querySelector("#testing");
const test = async (submitter) => {
  const button = submitter ?? testing.querySelector("button");
  if (testing.querySelector("[aria-busy]")) return;
  const words = button.textContent;
  button.ariaBusy = "true";
  button.textContent = button.dataset.busy;
  say(button.dataset.busy);
  try {
    const answer = await fetch(testing.action, { method: "POST", body: new URLSearchParams(new FormData(testing, submitter)) });
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html.slice(html.indexOf("<body")), "text/html");
    // A rate-limited visitor gets another page.
    const found = page.querySelector("#findings") ?? page.querySelector("main");
    document.querySelector("#findings").innerHTML = found.innerHTML;
  } catch {
    // The browser explains best what is wrong with a connection.
    return testing.submit();
  }
  button.ariaBusy = null;
  button.textContent = words;
};
testing.addEventListener("submit", (event) => {
  event.preventDefault();
  test(event.submitter);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
offer();
