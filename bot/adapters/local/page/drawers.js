// On narrow screens the two sides slide over the conversation, one at a time.

import { byId } from "./element.js";

const DRAWERS = { list: "(max-width: 699px)", clock: "(max-width: 899px)" };
let open = null;

export function setUpDrawers() {
  for (const [name, narrow] of Object.entries(DRAWERS)) {
    byId(`${name}-open`).addEventListener("click", () => openDrawer(name));
    byId(`${name}-close`).addEventListener("click", closeDrawer);
    matchMedia(narrow).addEventListener("change", closeDrawer);
  }
  byId("shade").addEventListener("click", closeDrawer);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeDrawer();
  });
}

function openDrawer(name) {
  closeDrawer();
  open = name;
  byId(name).classList.add("open");
  byId("shade").hidden = false;
  document.querySelector(".talk").inert = true;
  byId(`${name}-open`).setAttribute("aria-expanded", "true");
  byId(`${name}-close`).focus();
}

export function closeDrawer() {
  if (!open) return;
  byId(open).classList.remove("open");
  byId("shade").hidden = true;
  document.querySelector(".talk").inert = false;
  byId(`${open}-open`).setAttribute("aria-expanded", "false");
  byId(`${open}-open`).focus();
  open = null;
}
