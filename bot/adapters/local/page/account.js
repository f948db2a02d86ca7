// The account menu is how one becomes somebody else, and reads another language.

import { avatar } from "./avatar.js";
import { byId, element } from "./element.js";
import { session } from "./session.js";
import { say } from "./words.js";

const ROLES = ["agent", "manager", "referent", "admin"];
const FEW = 12;

export function drawAccount({ become, speak, language, languages }) {
  const { me } = session;
  const role = say(`local.role.${me.role}`);
  const button = byId("account");
  button.setAttribute("aria-label", say("local.account_now", { name: me.name, role, unit: me.unit }));
  button.replaceChildren(avatar(me.user), names(me.name, `${role} · ${me.unit}`),
    element("span", { class: "icon chevron", "aria-hidden": "true" }));
  byId("persona-groups").replaceChildren(...ROLES.map((one) => group(one, become)).filter(Boolean));
  byId("persona-search").hidden = session.personas.length <= FEW;
  byId("languages").replaceChildren(...languages.map((one) => element("button", {
    type: "button", class: "button small", lang: one, "aria-pressed": String(one === language),
    on: { click: () => one !== language && speak(one) },
  }, say(`local.language.${one}`))));
}

export function setUpAccount() {
  const menu = byId("personas");
  const filter = byId("persona-filter");
  filter.addEventListener("input", narrow);
  menu.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const lines = [...menu.querySelectorAll("li:not([hidden]) > .persona")];
    const at = lines.indexOf(document.activeElement);
    if (!move || !lines.length || (at < 0 && document.activeElement !== filter)) return;
    event.preventDefault();
    lines[(Math.max(at, move < 0 ? 0 : -1) + move + lines.length) % lines.length].focus();
  });
  menu.addEventListener("toggle", (event) => {
    const isOpen = event.newState === "open";
    byId("account").setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    filter.value = "";
    narrow();
    (byId("persona-search").hidden ? menu.querySelector("[aria-current=true]") : filter)?.focus();
  });
}

// Among many, only those whose name or team holds what is typed, accents and capitals aside.
function narrow() {
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = plain(byId("persona-filter").value.trim());
  let found = 0;
  for (const group of byId("persona-groups").children) {
    const lines = [...group.querySelectorAll("li")];
    for (const one of lines) one.hidden = !plain(one.textContent).includes(wanted);
    const left = lines.filter((one) => !one.hidden).length;
    group.hidden = left === 0;
    found += left;
  }
  byId("persona-nobody").hidden = found > 0;
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
