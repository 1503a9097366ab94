// Renders the React app's page where the test expects it.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./Page.tsx";

const place = document.querySelector("#app");
createRoot(place).render(createElement(Page, { ...place.dataset }));
