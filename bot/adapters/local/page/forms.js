// A form opens in front of the conversation; its confirmation takes its place.

import { avatar } from "./avatar.js";
import { byId, element, icon } from "./element.js";
import { drawFields, tooLong, valuesOf } from "./fields.js";
import { announce } from "./notices.js";
import { drawParts, gist } from "./parts.js";
import { act, newEvent } from "./server.js";
import { say } from "./words.js";

let dialog;

export function setUpForms() {
  dialog = byId("form");
  // Leaving empties it: an answer half written is nobody's to find.
  dialog.addEventListener("close", () => dialog.replaceChildren());
}

export function openForm(form, place) {
  const fields = element("div", { class: "form-fields" }, ...drawFields(form.fields));
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const submit = element("button", { type: "submit", class: "button primary" }, form.submit);
  const drawn = element("form", { class: "form-body" }, head(form.title), fields,
    element("footer", { class: "form-foot" }, problem, submit));
  const sending = { drawn, form, place, event: newEvent(), submit, problem };
  drawn.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    send(sending);
  });
  dialog.replaceChildren(drawn);
  if (!dialog.open) dialog.showModal();
  focusFirst(fields);
  fields.scrollTop = 0;
}

// The first control, or in a scale the choice already made, where the arrows start from.
function focusFirst(fields) {
  const first = fields.querySelector("input, textarea, select");
  const group = first?.type === "radio" ? `input[name="${CSS.escape(first.name)}"]:checked` : null;
  ((group && fields.querySelector(group)) ?? first)?.focus();
}

async function send(sending) {
  const { drawn, form, place, event, submit, problem } = sending;
  if (submit.getAttribute("aria-busy")) return;
  problem.hidden = true;
  const values = valuesOf(drawn, form.fields);
  const over = tooLong(values, form.fields);
  if (over) {
    problem.textContent = say("local.form_too_long", over);
    problem.hidden = false;
    return;
  }
  submit.setAttribute("aria-busy", "true");
  submit.textContent = say("local.form_sending");
  try {
    const { reply } = await act(event, {
      type: "form", place, form: form.name, context: form.context, values,
    });
    if (reply?.is_refusal && reply.message) {
      // Refused, nothing was kept: what was written stays, to be put right and sent anew.
      problem.textContent = reply.message.map((part) => part.text ?? "").join(" ");
      problem.hidden = false;
      sending.event = newEvent();
    } else {
      showAnswer(reply, place);
    }
  } catch (failure) {
    problem.textContent = failure.message;
    problem.hidden = false;
  } finally {
    submit.removeAttribute("aria-busy");
    submit.textContent = form.submit;
  }
}

function showAnswer(reply, place) {
  if (reply?.form) {
    openForm(reply.form, place);
    return;
  }
  const parts = reply?.message ?? [{ kind: "paragraph", text: say("local.form_answered") }];
  const leads = parts.some((part) => part.buttons?.some((button) => button.style === "primary"));
  const close = element("button", {
    type: "button", class: leads ? "button quiet" : "button primary",
    on: { click: () => dialog.close() },
  }, say("local.close"));
  const press = (button, drawn) => pressInside(button, drawn, place);
  const title = element("h2", { id: "form-title", class: "unseen" }, gist(parts));
  dialog.replaceChildren(element("div", { class: "form-body confirmation" }, title,
    element("div", { class: "form-fields body" }, avatar(null), ...drawParts(parts, press)),
    element("footer", { class: "form-foot" }, close)));
  // Where there is a way on, it is what Enter does; closing stays a step aside.
  (leads ? dialog.querySelector(".choices .primary") : close).focus();
  announce(gist(parts));
}

async function pressInside(button, drawn, place) {
  drawn.setAttribute("aria-busy", "true");
  try {
    const { action, value } = button;
    const { reply } = await act(newEvent(), { type: "press", place, action, value });
    showAnswer(reply, place);
  } catch (failure) {
    drawn.parentElement.append(element("p", { class: "problem", role: "alert" }, failure.message));
  } finally {
    drawn.removeAttribute("aria-busy");
  }
}

function head(title) {
  return element("header", { class: "form-head" }, element("h2", { id: "form-title" }, title),
    element("button", {
      type: "button", class: "icon-button", "aria-label": say("local.close"),
      on: { click: () => dialog.close() },
    }, icon("cross")));
}
