// An app without a framework that imports the package: it makes the elements itself and records
// their events. Checked as strictly as TypeScript can, bundled, and opened by a visitor.
import "undersigned";
import type { EventDetails, SignatureElement } from "undersigned";

declare global {
  interface Window {
    told: string[];
  }
}

const place = document.querySelector<HTMLElement>("#app")!;
const { server = "", declaration = "", list = "" } = place.dataset;
window.told = [];

// Events bubble, so the document receives them too.
document.addEventListener("undersigned:confirmed", ({ detail }) => {
  window.told.push("declaration" in detail ? `${detail.declaration}: ${detail.count}` : detail.list);
});

const box: SignatureElement = document.createElement("undersigned-signature");
box.setAttribute("declaration", declaration);
box.server = server;
box.setAttribute("theme", "light");
box.setAttribute("id", "box");
box.addEventListener("undersigned:signed", (event) => {
  const detail: EventDetails["undersigned:signed"] = event.detail;
  window.told.push(`signed ${detail.declaration}`);
});

const form = document.createElement("undersigned-signup");
form.setAttribute("list", list);
form.setAttribute("layout", "compact");
form.server = server;

const bar = document.createElement("undersigned-share");
bar.setAttribute("networks", "email mastodon");
bar.addEventListener("undersigned:shared", ({ detail }) => window.told.push(detail.network));
window.addEventListener("undersigned:error", ({ detail }) => window.told.push(detail.code));

place.append(box, form, bar);
