// Explains why there is no widget: requests the fragment once more, and tells the person who
// maintains the page which attribute of which element is wrong and what is allowed.

export const explain = async (element, url) => {
  const { name, origin: server, slug } = element;
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit" });
  } catch {
    return element.fail(`${server} cannot be reached`, "offline");
  }
  if (answer.ok) return element.fail(`${server} answers with something that is no widget`, "malformed");
  const problem = await answer.json().catch(() => ({}));
  const { code = "unavailable", title = `${server} answers ${answer.status}` } = problem;
  const attribute = { signature: "declaration", signup: "list" }[name];
  if (code == "not_found" && attribute)
    return element.fail(`"${attribute}" is "${slug}"; allowed: the slug of a ${attribute} on ${server}`, code);
  element.fail(title, code);
};
