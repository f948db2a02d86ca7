// The account menu is how one becomes somebody else, and reads another language.

import { avatar } from "./avatar.js";
import { byId, element } from "./element.js";
import { session } from "./session.js";
import { say } from "./words.js";

const ROLES = ["agent", "manager", "referent", "admin"];

export function drawAccount({ become, speak, language, languages }) {
  const { me } = session;
  const role = say(`local.role.${me.role}`);
  const button = byId("account");
  button.setAttribute("aria-label", say("local.account_now", { name: me.name, role, unit: me.unit }));
  button.replaceChildren(avatar(me.user), names(me.name, `${role} · ${me.unit}`),
    element("span", { class: "icon chevron", "aria-hidden": "true" }));
  byId("persona-groups").replaceChildren(...ROLES.map((one) => group(one, become)).filter(Boolean));
  byId("languages").replaceChildren(...languages.map((one) => element("button", {
    type: "button", class: "button small", lang: one, "aria-pressed": String(one === language),
    on: { click: () => one !== language && speak(one) },
  }, say(`local.language.${one}`))));
}

export function setUpAccount() {
  const menu = byId("personas");
  menu.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const lines = [...menu.querySelectorAll(".persona")];
    const at = lines.indexOf(document.activeElement);
    if (!move || at < 0) return;
    event.preventDefault();
    lines[(at + move + lines.length) % lines.length].focus();
  });
  menu.addEventListener("toggle", (event) => {
    byId("account").setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open") menu.querySelector("[aria-current=true]")?.focus();
  });
}

function group(role, become) {
  const found = session.personas.filter((persona) => persona.role === role);
  if (!found.length) return null;
  const id = `role-${role}`;
  return element("section", { "aria-labelledby": id },
    element("h2", { id }, say(`local.role.${role}`)),
    element("ul", {}, ...found.map((persona) => element("li", {}, line(persona, become)))));
}

function line(persona, become) {
  return element("button", {
    type: "button", class: "persona",
    "aria-current": persona.user === session.me.user ? "true" : null,
    on: {
      click: () => {
        byId("personas").hidePopover();
        become(persona.user);
      },
    },
  }, avatar(persona.user), names(persona.name, persona.unit),
  element("span", { class: "icon check", "aria-hidden": "true" }));
}

const names = (name, detail) => element("span", { class: "names" },
  element("span", { class: "name" }, name), element("span", { class: "detail" }, detail));
