// The list on the left: Lien first, then the team's channels, then colleagues.

import { avatar } from "./avatar.js";
import { byId, element, icon, unseen } from "./element.js";
import { session } from "./session.js";
import { say } from "./words.js";

const GROUPS = [
  ["bot", null],
  ["channel", "local.channels"],
  ["pair", "local.colleagues"],
];

export const nameOf = (found) => (found.kind === "bot" ? say("local.bot") : found.title);

export function detailOf(found) {
  if (found.kind === "bot") return say("local.bot_detail");
  if (found.kind === "pair") return say("local.between_two");
  return say("local.readers", { n: found.readers });
}

export function drawConversations(open) {
  const focused = document.activeElement?.dataset?.place;
  const groups = GROUPS.map(([kind, title]) => {
    const lines = session.conversations.filter((c) => c.kind === kind);
    if (!lines.length) return null;
    const list = element("ul", {}, ...lines.map((c) => element("li", {}, line(c, open))));
    return element("section", {}, title && element("h2", {}, say(title)), list);
  });
  byId("conversations").replaceChildren(...groups.filter(Boolean));
  if (focused) byId("conversations").querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  const news = session.conversations.reduce((sum, c) => sum + c.unread, 0);
  document.title = news ? `(${news}) Lien` : "Lien";
}

function line(found, open) {
  const mark = {
    bot: () => avatar(null),
    channel: () => icon("hash"),
    pair: () => avatar(found.user),
  }[found.kind]();
  const badge = found.unread
    ? element("span", { class: "badge" },
        element("span", { "aria-hidden": "true" }, found.unread > 9 ? "9+" : String(found.unread)),
        unseen(` ${say("local.unread", { n: found.unread })}`))
    : null;
  return element("button", {
    type: "button",
    class: `line ${found.kind}${found.unread ? " fresh" : ""}`,
    "data-place": found.place,
    "aria-current": found.place === session.place ? "page" : null,
    on: { click: () => open(found.place) },
  }, mark, element("span", { class: "line-name" }, nameOf(found)), badge);
}
