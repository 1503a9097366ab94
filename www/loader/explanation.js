// Explains why there is no widget: requests the fragment once more, and tells the person who
// maintains the page which attribute of which element is wrong and what is allowed.
import { host } from "./host.js";

export const explain = async (element, url) => {
  const { name, origin: server } = element;
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit" });
  } catch {
    return element.fail(`${server} cannot be reached`, "offline");
  }
  if (answer.ok) return element.fail(`${server} answers with something that is no widget`, "malformed");
  const problem = await answer.json().catch(() => ({}));
  const { code = "unavailable", title = `${server} answers ${answer.status}`, notice } = problem;
  const attribute = { signature: "declaration", signup: "list" }[name];
  if (code == "not_found" && attribute)
    return element.fail(`"${attribute}" is "${element.getAttribute(attribute)}"; allowed: the slug of a ${attribute} on ${server}`, code);
  element.fail(title, code);
  if (notice) inform(element, notice);
};

// Where a site's editors look at a page before its readers do. WordPress, Drupal, Craft and others say so
// in the address, Ghost has a page of its own for each draft, and WordPress and Drupal mark the pages of
// people who are logged in.
const previewed = () =>
  /preview|\/p\/[\da-f]{8}-/i.test(location.pathname + location.search) || /logged-in/.test(host.body.className);

// The organisers have not let this site in. The server says so in the page's language: to visitors where
// else to find the widget, and to editors how to ask for it.
const inform = (element, { visitor, editor, ask, path }) => {
  element.note.firstChild.data = visitor;
  if (!previewed()) return;
  const link = host.createElement("a");
  link.textContent = ask;
  link.href = `${element.origin}/${path}`;
  link.target = "_blank";
  const hint = host.createElement("p");
  hint.dir = "auto";
  hint.append(editor, " ", link);
  element.hint?.remove();
  // A widget that is drawn later hides it.
  element.append((element.hint = hint));
};
