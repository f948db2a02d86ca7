// The first screen explains itself in two sentences and points at what is waiting.

import { byId } from "./element.js";
import { waitingButton } from "./messages.js";
import { session, isReady } from "./session.js";
import { say } from "./words.js";

const SEEN = "lien-intro-seen";

// `begin` opens the first form, where nothing is set up yet.
export function setUpIntro(begin) {
  if (sessionStorage.getItem(SEEN)) byId("intro").hidden = true;
  byId("intro-close").addEventListener("click", () => {
    endIntro();
    byId("words").focus();
  });
  byId("intro-go").addEventListener("click", () => {
    if (session.isEmpty) {
      endIntro();
      begin();
      return;
    }
    const button = waitingButton();
    button?.closest(".message").scrollIntoView({ block: "nearest" });
    button?.focus();
  });
}

// Whoever moves the clock has understood, and what the introduction pointed at goes by.
export function endIntro() {
  sessionStorage.setItem(SEEN, "yes");
  byId("intro").hidden = true;
}

export function drawIntro() {
  const isHome = session.place?.startsWith("direct/");
  const isMine = !session.isEmpty || session.me.role === "admin";
  const isShown = isHome && isMine && !sessionStorage.getItem(SEEN);
  byId("intro").hidden = !isShown;
  if (!isShown) return;
  const { name } = session.me;
  const isWaiting = waitingButton() !== null;
  byId("intro-title").textContent = say("local.intro_title", { name });
  byId("intro-go").classList.toggle("primary", session.isEmpty);
  byId("intro-go").textContent = say(session.isEmpty ? "local.intro_begin" : "local.intro_go");
  if (session.isEmpty) {
    byId("intro-words").textContent = say("local.intro_empty", { name });
    return;
  }
  const next = isWaiting ? "local.intro_waiting" : "local.intro_nothing";
  const second = say(isReady() ? next : "local.early");
  byId("intro-words").textContent = `${say("local.intro", { name })} ${second}`;
  byId("intro-go").hidden = !isWaiting;
}
