// What an app imports where it is drawn on a server: there are no elements there, and an import must
// do no harm.
export const trust = () => {};
