// Mistakes that TypeScript must find: one on each line marked so, and none elsewhere.
import "undersigned/react";
import type { Network, SignatureAttributes } from "undersigned";

const box = document.createElement("undersigned-signature");
box.setAttribute("theme", "drak"); // wrong
box.setAttribute("layout", "wide"); // wrong
box.addEventListener("undersigned:signed", ({ detail }) => detail.email); // wrong
document.addEventListener("undersigned:confirmed", ({ detail }) => detail.count); // wrong
window.addEventListener("undersigned:ready", ({ detail }) => detail.widget === "petition"); // wrong
const network: Network = "myspace"; // wrong
const attributes: SignatureAttributes = { theme: "dark" }; // wrong

export const elements = [
  <undersigned-signature server="https://act.example" />, // wrong
  <undersigned-signup declaration="care" />, // wrong
  <undersigned-share layout="wide" />, // wrong
  <undersigned-signature declaration="care" onundersigned:signed={({ detail }) => detail.email} />, // wrong
  <undersigned-petition declaration="care" />, // wrong
];
console.log(network, attributes);
