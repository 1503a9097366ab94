// The document's own properties. An element of the page can hide any property of `document` (DOM
// clobbering: `<img name="body">`, two `<object id="scripts">`), and sanitisers allow such names.
// They do not affect the prototype, so properties and methods are taken from there.
export const host = new Proxy(
  {},
  {
    get(_, name) {
      const own = Reflect.get(Document.prototype, name, document);
      return own?.bind?.(document) ?? own;
    },
  },
);
