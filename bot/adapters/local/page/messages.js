// The conversation in the middle: days, authors, threads, and what is said to one person only.

import { avatar } from "./avatar.js";
import { byId, element, icon, unseen } from "./element.js";
import { drawParts } from "./parts.js";
import { session } from "./session.js";
import { say } from "./words.js";

const NEAR_THE_END = 90;
const SAME_BREATH_MS = 10 * 60 * 1000;

let said = [];
let press = () => {};
// Kept until the page is reloaded, never by the server: answers to one person, pressed buttons.
const asides = new Map();
const replaced = new Map();
let asideCount = 0;
let isFollowing = true;

const mine = (name) => `${session.me.user}|${name}`;

export function whenPressed(listener) {
  press = listener;
}

export function showMessages(messages) {
  said = messages;
  draw();
}

export function addMessage(message) {
  if (said.some((known) => known.id === message.id)) return;
  said.push(message);
  draw();
  if (isFollowing || message.author === session.me.user) scrollToEnd();
  else byId("latest").hidden = false;
}

export function withdrawMessage({ id }) {
  said = said.filter((known) => known.id !== id);
  draw();
}

// Shows something to this person alone; `author` null is the bot.
export function addAside(place, author, parts) {
  const { day, day_name: dayName, time } = session.stage;
  asideCount += 1;
  const aside = {
    id: `aside-${asideCount}`, seq: session.latest + asideCount / 1e6, place, author, parts, day,
    day_name: dayName, time, at: null, thread: null, is_fleeting: true, is_aside: true,
  };
  asides.set(mine(place), [...(asides.get(mine(place)) ?? []), aside]);
  if (place !== session.place) return;
  draw();
  scrollToEnd();
}

// Puts an answer where the buttons of a message were.
export function replaceChoices(message, parts) {
  replaced.set(mine(message.id), parts);
  draw();
  const drawn = byId("messages").querySelector(`[data-id="${CSS.escape(message.id)}"] .answered`);
  drawn?.focus({ preventScroll: true });
}

function dismiss(message) {
  asides.set(mine(message.place), asides.get(mine(message.place)).filter((a) => a !== message));
  draw();
  byId("words").focus();
}

function draw() {
  const all = [...said, ...(asides.get(mine(session.place)) ?? [])].sort((a, b) => a.seq - b.seq);
  const lines = [];
  let before = null;
  for (const message of threaded(all)) {
    if (before?.day !== message.day && !message.thread) lines.push(dayLine(message));
    lines.push(drawMessage(message, continues(before, message)));
    before = message;
  }
  reuse(byId("messages"), lines);
  const isBot = session.place?.startsWith("direct/");
  byId("empty").textContent = say(isBot ? "local.empty_bot" : "local.empty");
  byId("empty").hidden = lines.length > 0;
}

// Keeps what is already drawn and unchanged, so that focus, pictures and open details stay.
function reuse(list, lines) {
  const old = new Map([...list.children].map((line) => [line.dataset.shape, line]));
  list.replaceChildren(...lines.map(({ shape, make }) => {
    const kept = old.get(shape);
    old.delete(shape);
    if (kept) return kept;
    const made = make();
    made.dataset.shape = shape;
    return made;
  }));
}

// Answers come right under the message they answer, in order.
function threaded(all) {
  const known = new Set(all.map((message) => message.id));
  const under = new Map();
  const top = [];
  for (const message of all) {
    if (message.thread && known.has(message.thread)) {
      under.set(message.thread, [...(under.get(message.thread) ?? []), message]);
    } else top.push({ ...message, thread: null });
  }
  return top.flatMap((message) => [message, ...(under.get(message.id) ?? [])]);
}

function continues(before, message) {
  return Boolean(before) && before.author === message.author && before.day === message.day
    && before.thread === message.thread && !before.is_fleeting && !message.is_fleeting
    && message.author !== null && new Date(message.at) - new Date(before.at) < SAME_BREATH_MS;
}

const dayLine = (message) => ({
  shape: `day ${message.day} ${message.day_name}`,
  make: () => element("li", { class: "day" }, element("span", {}, message.day_name)),
});

function drawMessage(message, isContinued) {
  const answer = replaced.get(mine(message.id));
  const shape = [mine(message.id), message.time, isContinued, message.thread, answer?.length].join(" ");
  return { shape, make: () => makeMessage(message, isContinued, answer) };
}

function makeMessage(message, isContinued, answer) {
  const isBot = message.author === null;
  const name = isBot ? say("local.bot") : session.people.get(message.author)?.name ?? "?";
  const kind = [
    "message", isBot ? "from-bot" : "from-person", isContinued && "continued",
    message.thread && "in-thread", message.is_fleeting && "aside",
  ].filter(Boolean).join(" ");
  const time = element("time", { datetime: message.at }, message.time);
  const byline = element("p", { class: `byline${isContinued ? " unseen" : ""}` },
    element("strong", {}, name), isBot && element("span", { class: "tag" }, say("local.robot")),
    time, message.thread && element("span", { class: "in-reply" }, say("local.in_thread")));
  return element("li", { class: kind, "data-id": message.id },
    isContinued ? element("span", { class: "avatar-gap" }) : avatar(message.author),
    element("div", { class: "said" }, byline, drawBody(message, answer), asideFoot(message)));
}

function drawBody(message, answer) {
  const parts = answer ? message.parts.filter((part) => part.kind !== "choices") : message.parts;
  const body = element("div", { class: "body" },
    ...drawParts(parts, (button, drawn) => press(button, message, drawn)));
  if (answer) {
    body.append(element("div", { class: "answered", tabindex: "-1" },
      ...drawParts(answer, (button, drawn) => press(button, message, drawn))));
  }
  return body;
}

function asideFoot(message) {
  if (!message.is_aside) return message.is_fleeting ? onlyYou() : null;
  return element("p", { class: "aside-foot" },
    message.place.startsWith("direct/") ? null : onlyYou(),
    element("button", { type: "button", class: "dismiss", on: { click: () => dismiss(message) } },
      icon("cross"), unseen(say("local.dismiss"))));
}

const onlyYou = () => element("span", { class: "only-you" }, say("local.only_you"));

// The message with an expected answer that came last, where the introduction points.
export function waitingButton() {
  const buttons = byId("messages").querySelectorAll(".from-bot:not(.aside) .choices .button.primary");
  return buttons[buttons.length - 1] ?? null;
}

function isNearEnd() {
  const box = byId("scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END;
}

export function scrollToEnd() {
  const box = byId("scroll");
  isFollowing = true;
  box.scrollTop = box.scrollHeight;
  byId("latest").hidden = true;
}

export function setUpMessages() {
  byId("latest").addEventListener("click", () => {
    scrollToEnd();
    byId("words").focus();
  });
  byId("scroll").addEventListener("scroll", () => {
    isFollowing = isNearEnd();
    if (isFollowing) byId("latest").hidden = true;
  }, { passive: true });
  // Whoever reads the end stays there while a picture arrives or the window changes.
  const shapes = new ResizeObserver(() => isFollowing && scrollToEnd());
  shapes.observe(byId("messages"));
  shapes.observe(byId("scroll"));
}
