// What the page says about itself: quiet banners, and words for screen readers.

import { byId } from "./element.js";
import { say } from "./words.js";

const RETRY_MS = 2500;
let timer = null;

export function announce(words) {
  // Emptied first, so that the same words twice are said twice.
  byId("said").textContent = "";
  requestAnimationFrame(() => {
    byId("said").textContent = words;
  });
}

export function showLost(retry) {
  byId("notice").hidden = false;
  const again = () => {
    clearTimeout(timer);
    retry();
  };
  byId("notice-retry").onclick = again;
  timer = setTimeout(again, RETRY_MS);
}

export function hideLost() {
  if (byId("notice").hidden) return;
  byId("notice").hidden = true;
  announce(say("local.back"));
}
