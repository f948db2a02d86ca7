// While somebody types: commands after a slash, names after an at sign.

import { avatar } from "./avatar.js";
import { element } from "./element.js";
import { announce } from "./notices.js";
import { session } from "./session.js";
import { say } from "./words.js";

const AT_MOST = 7;
const MENTION = /(?:^|\s)@([\p{L}\p{N}'-]*)$/u;

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const typed = (command) => command.replace(/\s*…$/, " ").replace(/ {2,}/g, " ");

export class Suggestions {
  constructor(area, list) {
    this.area = area;
    this.list = list;
    this.found = [];
    this.chosen = -1;
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    area.addEventListener("blur", () => this.close());
  }

  update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    this.found = before.startsWith("/") ? commands(before) : people(before);
    const isWhole = /^\/(lien|plus-tard)$/.test(before.trim());
    this.chosen = this.found.length && !isWhole ? 0 : -1;
    this.draw();
  }

  close() {
    this.found = [];
    this.draw();
  }

  // Returns true when the key was for the list.
  take(event) {
    if (!this.found.length) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      this.chosen = (this.chosen + move + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.complete(Math.max(this.chosen, 0));
    else if (event.key === "Enter" && this.chosen >= 0) this.complete(this.chosen);
    else return false;
    return true;
  }

  complete(n) {
    const { insert, from } = this.found[n];
    const rest = this.area.value.slice(this.area.selectionStart);
    this.area.value = this.area.value.slice(0, from) + insert + rest;
    this.area.selectionStart = this.area.selectionEnd = from + insert.length;
    this.close();
    this.area.focus();
    this.area.dispatchEvent(new Event("input"));
    this.close();
  }

  draw() {
    const wasHidden = this.list.hidden;
    this.list.hidden = !this.found.length;
    this.list.replaceChildren(...this.found.map((one, n) => this.option(one, n)));
    const active = this.chosen >= 0 && this.found.length ? `suggestion-${this.chosen}` : null;
    if (active) this.area.setAttribute("aria-activedescendant", active);
    else this.area.removeAttribute("aria-activedescendant");
    this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    if (wasHidden && this.found.length) {
      announce(say("local.suggestions_count", { n: this.found.length }));
    }
  }

  option(one, n) {
    return element("li", {
      id: `suggestion-${n}`, role: "option", "aria-selected": n === this.chosen ? "true" : "false",
      on: { click: () => this.complete(n) },
    }, one.mark, element("span", { class: "suggestion-name" }, one.name),
    one.help && element("span", { class: "suggestion-help" }, one.help));
  }
}

function commands(before) {
  if (before.includes("\n")) return [];
  const start = plain(before);
  return session.hints
    .filter(({ command }) => plain(command).startsWith(start) && plain(typed(command)) !== start)
    .slice(0, AT_MOST)
    .map(({ command, help }) => ({ name: command, help, insert: typed(command), from: 0 }));
}

function people(before) {
  const found = before.match(MENTION);
  if (!found) return [];
  const start = plain(found[1]);
  const from = before.length - found[1].length - 1;
  return [...session.people.values()]
    .filter((one) => plain(one.name).startsWith(start) && one.user !== session.me.user)
    .slice(0, AT_MOST)
    .map((one) => ({ name: one.name, mark: avatar(one.user), insert: `@${one.name} `, from }));
}
