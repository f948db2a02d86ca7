// Pictures: the small form on narrow screens, large on a click, their facts always in words too.
// They are asked for near the eye and a few at a time: a browser has six ways to a server, and
// while pictures are being drawn what people do must not wait behind them.

import { byId, element } from "./element.js";
import { say } from "./words.js";

const MOST_AT_ONCE = 2;
const NEAR = "600px";

const source = (name) => `/pictures/${encodeURIComponent(name)}`;
const fetches = new WeakMap();
const waiting = [];
let underWay = 0;

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    waiting.push(target);
  }
  fetchNext();
}, { rootMargin: NEAR, scrollMargin: NEAR });

// The latest first: it is what one reads. Those of a conversation that was left are forgotten.
function fetchNext() {
  while (underWay < MOST_AT_ONCE && waiting.length) {
    const image = waiting.pop();
    if (!image.isConnected) continue;
    underWay += 1;
    fetches.get(image)();
  }
}

function over() {
  underWay -= 1;
  fetchNext();
}

export function drawPicture(part) {
  const image = element("img", {
    alt: part.alt, width: "1200", height: "630", decoding: "async",
  });
  const small = element("source", { media: "(max-width: 560px)" });
  const enlarge = element("button", {
    type: "button", class: "enlarge", title: say("local.picture_open"),
    on: { click: () => openLarge(part) },
  }, element("picture", {}, small, image));
  const description = element("details", {},
    element("summary", {}, say("local.picture_description")), element("p", {}, part.alt));
  const figure = element("figure", { class: "picture" }, enlarge, description);
  image.addEventListener("error", () => {
    over();
    enlarge.replaceWith(element("p", { class: "note" }, say("local.picture_gone")));
    description.open = true;
  });
  image.addEventListener("load", () => {
    over();
    keepShape(image);
  });
  fetches.set(image, () => {
    small.srcset = source(`${part.name}@small`);
    image.src = source(part.name);
  });
  near.observe(image);
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
