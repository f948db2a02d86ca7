// What comes straight back from the bot: shown here, to this person, and kept nowhere.

import { element } from "./element.js";
import { openForm } from "./forms.js";
import { addAside, replaceChoices } from "./messages.js";
import { announce } from "./notices.js";
import { gist } from "./parts.js";
import { act, newEvent } from "./server.js";
import { say } from "./words.js";

export function showReply(reply, place, message = null) {
  if (!reply) return;
  if (reply.message) {
    if (reply.replaces && message) replaceChoices(message, reply.message);
    else addAside(place, null, reply.message);
    announce(say("local.new_from", { name: say("local.bot"), words: gist(reply.message) }));
  }
  if (reply.form) openForm(reply.form, place);
}

export async function pressed(button, message, drawn) {
  const row = drawn.closest(".choices");
  row.querySelector(".problem")?.remove();
  drawn.setAttribute("aria-busy", "true");
  try {
    const { action, value } = button;
    const event = newEvent();
    const { reply } = await act(event, { type: "press", place: message.place, action, value });
    showReply(reply, message.place, message);
  } catch (failure) {
    row.append(element("p", { class: "problem", role: "alert" }, failure.message));
  } finally {
    drawn.removeAttribute("aria-busy");
  }
}
