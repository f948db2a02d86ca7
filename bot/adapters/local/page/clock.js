// The clock on the right: what time it is, three ways forward, and what the bot waits for.

import { byId, element } from "./element.js";
import { announce } from "./notices.js";
import { post } from "./server.js";
import { isReady, session } from "./session.js";
import { say } from "./words.js";

let moving = null;

export function setUpClock(whenMoved) {
  for (const button of stepButtons()) {
    button.addEventListener("click", () => move(button, whenMoved));
  }
}

export function drawClock() {
  const { time, date, waiting, progress } = session.stage;
  byId("clock-time").textContent = time;
  byId("top-time").textContent = time;
  byId("clock-date").textContent = date;
  byId("waiting").textContent = waiting;
  const isBusy = Boolean(moving);
  byId("clock-note").textContent = say(
    isBusy ? "local.moving" : isReady() ? "local.clock_note" : "local.early");
  for (const button of stepButtons()) {
    // Disabled for real only before the start: a disabled button would lose the focus.
    button.disabled = !isReady();
    button.setAttribute("aria-disabled", String(isBusy));
    if (button === moving) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
  drawProgress(progress);
}

function drawProgress(progress) {
  byId("progress").hidden = !progress;
  if (!progress) return;
  const [done, total] = progress;
  byId("progress-words").textContent = say("local.progress", { done, total });
  byId("progress-bar").max = Math.max(total, 1);
  byId("progress-bar").value = done;
}

export function drawCommands(prepare) {
  byId("commands").hidden = !session.hints.length;
  byId("command-list").replaceChildren(...session.hints.map(({ command, help }) =>
    element("li", {}, element("button", {
      type: "button", class: "command", on: { click: () => prepare(command) },
    }, element("code", {}, command), element("span", {}, help)))));
}

const stepButtons = () => byId("steps").querySelectorAll("button");

async function move(button, whenMoved) {
  if (moving) return;
  moving = button;
  byId("clock-error").hidden = true;
  drawClock();
  try {
    const { stage } = await post("/api/advance", { step: button.dataset.step });
    session.stage = stage;
    announce(say("local.moved", stage));
    await whenMoved();
  } catch (failure) {
    byId("clock-error").textContent = failure.message;
    byId("clock-error").hidden = false;
  } finally {
    moving = null;
    drawClock();
  }
}
