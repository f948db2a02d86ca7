// Draws the fields of a form; every one is a native control with its words beside it.

import { element } from "./element.js";
import { drawParts } from "./parts.js";
import { session } from "./session.js";
import { say } from "./words.js";

const NEARLY = 0.8;
let count = 0;

const DRAW = { scale: drawScale, text: drawText, select: drawSelect, whom: drawWhom };

export function drawFields(fields) {
  let heading = null;
  return fields.flatMap((field) => {
    const isNew = field.heading && field.heading !== heading;
    heading = field.heading ?? heading;
    const title = isNew ? [element("h3", { class: "form-heading" }, field.heading)] : [];
    return [...title, ...(DRAW[field.kind] ? [DRAW[field.kind](field)] : drawParts([field]))];
  });
}

// What is too long is said, not cut: a browser's own limit would drop the end of a paste unseen.
export function tooLong(values, fields) {
  const found = fields.find(({ name, max_length: max }) => max && values[name].length > max);
  return found && { label: found.label, n: values[found.name].length, max: found.max_length };
}

// Every field has a value, "" when nothing was chosen or written.
export function valuesOf(form, fields) {
  const data = new FormData(form);
  const named = fields.filter((field) => field.name);
  return Object.fromEntries(named.map((field) => [field.name, String(data.get(field.name) ?? "")]));
}

function drawScale(field) {
  const option = (kind) => ({ value, label }) =>
    element("label", { class: kind },
      element("input", { type: "radio", name: field.name, value, checked: value === field.initial }),
      element("span", {}, label));
  count += 1;
  const id = `field-${count}`;
  return element("div", { class: "scale", role: "radiogroup", "aria-labelledby": id },
    element("p", { id, class: "question" }, field.label),
    element("div", { class: "steps" }, ...field.steps.map(option("step"))),
    element("div", { class: "others" }, ...field.others.map(option("other"))));
}

function drawText(field) {
  count += 1;
  const id = `field-${count}`;
  const isLine = field.rows === 1;
  const area = element(isLine ? "input" : "textarea", {
    id, name: field.name, rows: isLine ? null : String(field.rows), autocomplete: "off",
    required: field.is_required,
    "aria-describedby": `${id}-hint ${id}-count`,
  });
  area.value = field.initial;
  const counter = element("span", { id: `${id}-count`, class: "counter" });
  const tell = () => {
    counter.textContent = say("local.characters", { n: area.value.length, max: field.max_length });
    // Of a line, its length matters only once it comes near its end.
    counter.hidden = isLine && area.value.length < field.max_length * NEARLY;
    counter.classList.toggle("over", area.value.length > field.max_length);
  };
  area.addEventListener("input", tell);
  tell();
  return element("div", { class: "field" }, labelOf(id, field),
    element("p", { id: `${id}-hint`, class: "hint", hidden: !field.hint }, field.hint ?? ""),
    area, counter);
}

// Names of people and channels are offered as they are typed.
function drawWhom(field) {
  count += 1;
  const id = `field-${count}`;
  const people = [...session.people.values()].map((person) => `@${person.name}`);
  const channels = session.channels.map((name) => `#${name}`);
  const names = { person: people, channel: channels }[field.whom] ?? [...people, ...channels];
  return element("div", { class: "field" }, labelOf(id, field),
    element("p", { id: `${id}-hint`, class: "hint", hidden: !field.hint }, field.hint ?? ""),
    element("input", {
      id, name: field.name, value: field.initial, list: `${id}-names`, autocomplete: "off",
      required: field.is_required, "aria-describedby": `${id}-hint`,
    }),
    element("datalist", { id: `${id}-names` },
      ...names.map((name) => element("option", { value: name }))));
}

// What may be left empty says so; everything else is asked for.
function labelOf(id, field) {
  const optional = element("span", { class: "need" }, say("local.optional"));
  return element("label", { for: id }, field.label, ...(field.is_required ? [] : [" ", optional]));
}

function drawSelect(field) {
  count += 1;
  const id = `field-${count}`;
  const select = element("select", { id, name: field.name },
    ...field.options.map(({ value, label }) =>
      element("option", { value, selected: value === field.initial }, label)));
  return element("div", { class: "field" }, element("label", { for: id }, field.label), select);
}
