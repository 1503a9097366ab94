// The document as the browser made it. An element of the page may take the place of any property of
// `document` (`<img name="body">`, two `<object id="scripts">`), and sanitisers let such names through;
// they do not reach the prototype, so properties and methods are taken from there.
export const host = new Proxy(
  {},
  {
    get(_, name) {
      const own = Reflect.get(Document.prototype, name, document);
      return own?.bind?.(document) ?? own;
    },
  },
);
