// Where people write: Enter sends, Shift and Enter make a new line, a draft waits in each place.

import { detailOf, nameOf } from "./conversations.js";
import { byId } from "./element.js";
import { addAside } from "./messages.js";
import { showReply } from "./replies.js";
import { act, newEvent } from "./server.js";
import { conversation, isReady, session } from "./session.js";
import { Suggestions } from "./suggestions.js";
import { say } from "./words.js";

let area;
let suggestions;
let isSending = false;
const drafts = new Map();

export function setUpComposer() {
  area = byId("words");
  suggestions = new Suggestions(area, byId("suggestions"));
  area.addEventListener("input", () => {
    keepDraft();
    problem("");
    grow();
    suggestions.update();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (suggestions.take(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      byId("composer").requestSubmit();
    }
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

// Adapts to the place, and finds there what was being written.
export function composeIn(place) {
  area.value = drafts.get(draftName(place)) ?? "";
  const found = conversation(place);
  const name = nameOf(found);
  area.setAttribute("aria-label", say("local.composer", { name }));
  const hint = found.kind === "pair" ? "local.composer_hint_pair" : "local.composer_hint";
  area.placeholder = isReady() ? say(hint, { name }) : say("local.early");
  area.disabled = !isReady();
  byId("send").disabled = !isReady();
  byId("title").textContent = name;
  byId("detail").textContent = detailOf(found);
  problem("");
  suggestions.close();
  grow();
}

const draftName = (place) => `${session.me.user}|${place}`;

function keepDraft() {
  drafts.set(draftName(session.place), area.value);
}

export function prepare(command) {
  area.value = command.replace(/\s*…$/, " ");
  keepDraft();
  grow();
  area.focus();
  area.selectionStart = area.selectionEnd = area.value.length;
}

async function send() {
  const words = area.value.trim();
  if (!words || isSending || !isReady()) return;
  const { place } = session;
  isSending = true;
  byId("send").setAttribute("aria-busy", "true");
  try {
    const { reply } = await act(newEvent(), { type: "post", place, words });
    if (session.place === place) area.value = "";
    drafts.delete(draftName(place));
    if (words.startsWith("/")) addAside(place, session.me.user, [{ kind: "paragraph", text: words }]);
    showReply(reply, place);
  } catch (failure) {
    problem(failure.message);
  } finally {
    isSending = false;
    byId("send").removeAttribute("aria-busy");
    suggestions.close();
    grow();
  }
}

function problem(words) {
  byId("composer-error").textContent = words;
  byId("composer-error").hidden = !words;
}

function grow() {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
}
