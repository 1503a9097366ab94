// For an app that is rendered on a server: there are no custom elements there, and importing the
// package must not fail.
export const trust = () => {};
