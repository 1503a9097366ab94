// Locates the bundle's files in an app that imports the npm package: the app's own build includes
// the glue and the texts as modules, and the WebAssembly as a file beside them. The imports are
// written out one by one, because bundlers recognise only literal paths.
const TEXTS = {
  "text-ar.json": () => import("./text-ar.js"),
  "text-bn.json": () => import("./text-bn.js"),
  "text-cy.json": () => import("./text-cy.js"),
  "text-en.json": () => import("./text-en.js"),
  "text-fr.json": () => import("./text-fr.js"),
  "text-pa.json": () => import("./text-pa.js"),
  "text-pl.json": () => import("./text-pl.js"),
  "text-ur.json": () => import("./text-ur.js"),
};

export const glue = () => import("./widgets.js");

export const words = (name) => TEXTS[name]().then((text) => text.default);

// A bundler that does not output modules leaves no base address.
export const wasm = () => {
  try {
    return new URL("./widgets_bg.wasm", import.meta.url).href;
  } catch {
    return "widgets_bg.wasm";
  }
};
