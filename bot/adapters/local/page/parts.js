// Draws the neutral parts of a message: headings, facts, quotes, pictures, buttons.

import { element } from "./element.js";
import { drawPicture } from "./pictures.js";
import { session } from "./session.js";

const DRAW = {
  heading: (part) => element("h2", {}, part.text),
  paragraph: (part) => element("p", {}, ...withMentions(part.text)),
  note: (part) => element("p", { class: "note" }, part.text),
  facts: (part) => element("dl", { class: "facts" },
    ...part.rows.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
  quote: (part) => element("figure", { class: "quote" },
    element("blockquote", {}, element("p", {}, part.words)),
    part.by && element("figcaption", {}, part.by)),
  picture: (part) => drawPicture(part),
  link: (part) => element("p", {},
    element("a", { href: part.address, rel: "noreferrer", target: "_blank" }, part.label)),
  document: drawDocument,
  choices: (part, press) => element("div", { class: "choices row" },
    ...part.buttons.map((button) => drawButton(button, press))),
};

// `press(button, element)` is called when a button is pressed.
export const drawParts = (parts, press) =>
  parts.filter((part) => part.kind in DRAW).map((part) => DRAW[part.kind](part, press));

// A file is made in the page itself: nothing of it is kept on the way.
function drawDocument(part) {
  const bytes = Uint8Array.from(atob(part.content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: part.media_type }));
  return element("p", {}, element("a", { href: address, download: part.filename }, part.filename));
}

function drawButton(button, press) {
  const style = { primary: " primary", danger: " danger", plain: "" }[button.style] ?? "";
  const drawn = element("button", { type: "button", class: `button${style}` }, button.label);
  drawn.addEventListener("click", () => press(button, drawn));
  return drawn;
}

function withMentions(words) {
  const names = [...session.people.values()].map((person) => person.name);
  if (!names.length || !words.includes("@")) return [words];
  const known = names.sort((a, b) => b.length - a.length).map(RegExp.escape ?? escapeWord);
  const pieces = words.split(new RegExp(`(@(?:${known.join("|")}))(?![\\p{L}\\p{N}])`, "u"));
  return pieces.map((piece, n) => (n % 2 ? element("span", { class: "mention" }, piece) : piece));
}

const escapeWord = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// The first words of a message, for the announcement of a screen reader.
export function gist(parts) {
  const found = parts.find((part) => part.text ?? part.words);
  return found ? (found.text ?? found.words).slice(0, 160) : "";
}
