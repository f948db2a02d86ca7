// A round mark for each person; the robot has its own, people have their initials.

import { element } from "./element.js";
import { session } from "./session.js";

const TINTS = 6;

const tint = (user) => Math.max([...session.people.keys()].indexOf(user), 0) % TINTS;

export function avatar(user) {
  if (user === null) {
    return element("img", { class: "avatar", src: "/page/lien.svg", alt: "", width: "36", height: "36" });
  }
  const person = session.people.get(user);
  const initials = person ? person.initials : "?";
  return element("span", { class: `avatar tint-${tint(user)}`, "aria-hidden": "true" }, initials);
}
