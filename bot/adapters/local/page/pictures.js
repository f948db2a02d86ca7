// Pictures: the small form on narrow screens, large on a click, their facts always in words too.

import { byId, element } from "./element.js";
import { say } from "./words.js";

const source = (name) => `/pictures/${encodeURIComponent(name)}`;

export function drawPicture(part) {
  const image = element("img", {
    src: source(part.name), alt: part.alt, width: "1200", height: "630", decoding: "async",
  });
  const small = element("source", { media: "(max-width: 560px)", srcset: source(`${part.name}@small`) });
  const enlarge = element("button", {
    type: "button", class: "enlarge", title: say("local.picture_open"),
    on: { click: () => openLarge(part) },
  }, element("picture", {}, small, image));
  const description = element("details", {},
    element("summary", {}, say("local.picture_description")), element("p", {}, part.alt));
  const figure = element("figure", { class: "picture" }, enlarge, description);
  image.addEventListener("error", () => {
    enlarge.replaceWith(element("p", { class: "note" }, say("local.picture_gone")));
    description.open = true;
  });
  image.addEventListener("load", () => keepShape(image));
  return figure;
}

// Room is kept for the usual shape before the bytes arrive; another shape is then respected.
function keepShape(image) {
  image.style.aspectRatio = `${image.naturalWidth} / ${image.naturalHeight}`;
}

function openLarge(part) {
  const dialog = byId("picture");
  const close = element("button", {
    type: "button", class: "button", on: { click: () => dialog.close() },
  }, say("local.close"));
  dialog.replaceChildren(
    element("img", { src: source(part.name), alt: part.alt, width: "1200", height: "630" }), close);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
}
