// Opens the page as somebody, and keeps it true while the world behind it moves.

import { drawAccount, setUpAccount } from "./account.js";
import { drawClock, drawCommands, setUpClock } from "./clock.js";
import { composeIn, prepare, setUpComposer } from "./composer.js";
import { drawConversations } from "./conversations.js";
import { closeDrawer, setUpDrawers } from "./drawers.js";
import { byId } from "./element.js";
import { setUpForms } from "./forms.js";
import { drawIntro, endIntro, setUpIntro } from "./intro.js";
import {
  addMessage, scrollToEnd, setUpMessages, showMessages, whenPressed, withdrawMessage,
} from "./messages.js";
import { announce, hideLost, showLost } from "./notices.js";
import { gist } from "./parts.js";
import { pressed } from "./replies.js";
import { follow, get, post, who } from "./server.js";
import { conversation, isReady, session } from "./session.js";
import { learn, say } from "./words.js";

let stopFollowing = () => {};

function readAddress() {
  const asked = new URLSearchParams(location.search);
  who.as = asked.get("as");
  who.lang = asked.get("lang");
  writeAddress();
}

// The token is in a cookie by now; an address without it can be shown or shared.
function writeAddress() {
  const query = new URLSearchParams();
  if (who.as) query.set("as", who.as);
  if (who.lang) query.set("lang", who.lang);
  history.replaceState(null, "", query.size ? `/?${query}` : "/");
}

async function load() {
  stopFollowing();
  try {
    const start = await get("/api/start");
    take(start);
    await openPlace(conversation(session.place) ? session.place : start.conversations[0].place);
    stopFollowing = follow(start.latest, { onMessage, onStage, onLost });
    hideLost();
  } catch {
    onLost();
  }
}

function take(start) {
  learn(start.words, start.language);
  Object.assign(session, {
    me: start.me,
    personas: start.personas,
    people: new Map(start.people.map((person) => [person.user, person])),
    conversations: start.conversations,
    channels: start.channels,
    hints: start.hints,
    isEmpty: start.is_empty,
    stage: start.stage,
    latest: start.latest,
  });
  drawAccount({ become, speak, language: start.language, languages: start.languages });
  drawCommands(prepareCommand);
  drawClock();
}

async function openPlace(place) {
  session.place = place;
  const { messages } = await get("/api/messages", { place });
  if (session.place !== place) return;
  byId("skeleton").hidden = isReady();
  composeIn(place);
  showMessages(isReady() ? messages : []);
  byId("empty").hidden ||= !isReady();
  drawIntro();
  scrollToEnd();
  await markRead(messages.at(-1)?.seq);
}

async function choosePlace(place) {
  closeDrawer();
  await attempt(() => openPlace(place));
  if (matchMedia("(pointer: fine)").matches) byId("words").focus();
}

async function markRead(seq) {
  const found = conversation(session.place);
  found.unread = 0;
  drawConversations(choosePlace);
  if (seq && isReady()) await post("/api/read", { place: session.place, seq });
}

async function onMessage(message) {
  session.latest = Math.max(session.latest, message.seq);
  if (message.kind === "withdrawn") {
    withdrawMessage(message);
    return;
  }
  if (message.author !== session.me.user) {
    const author = message.author === null ? null : session.people.get(message.author);
    const name = author ? author.name : say("local.bot");
    announce(say("local.new_from", { name, words: gist(message.parts) }));
  }
  const found = conversation(message.place);
  if (message.place === session.place && !document.hidden) {
    addMessage(message);
    drawIntro();
    await attempt(() => markRead(message.seq));
  } else if (!found) await attempt(refreshList);
  else {
    if (message.place === session.place) addMessage(message);
    if (message.author !== session.me.user) found.unread += 1;
    drawConversations(choosePlace);
  }
}

async function refreshList() {
  session.conversations = (await get("/api/start")).conversations;
  drawConversations(choosePlace);
}

async function onStage(stage) {
  const wasReady = isReady();
  session.stage = stage;
  drawClock();
  if (!wasReady && isReady()) await load();
}

function onLost() {
  stopFollowing();
  showLost(load);
}

async function become(user) {
  who.as = user;
  writeAddress();
  session.place = null;
  closeDrawer();
  await load();
  announce(say("local.playing", { name: session.me.name }));
  byId("account").focus();
}

// A language changes every word of the page: loading it again is the simplest way to be right.
async function speak(language) {
  await attempt(async () => {
    await post("/api/language", { language });
    who.lang = language;
    writeAddress();
    location.reload();
  });
}

function prepareCommand(command) {
  closeDrawer();
  prepare(command);
}

// Somebody else may be chosen while the clock moves: their page is loading by itself then.
async function afterMove() {
  const as = who.as;
  if (!session.place) return;
  try {
    await openPlace(session.place);
    await refreshList();
  } catch (failure) {
    if (who.as === as) throw failure;
  }
}

async function attempt(work) {
  try {
    await work();
  } catch {
    onLost();
  }
}

setUpMessages();
setUpComposer();
setUpForms();
setUpIntro(() => {
  prepareCommand("/lien");
  byId("composer").requestSubmit();
});
setUpAccount();
setUpDrawers();
setUpClock(async () => {
  endIntro();
  await afterMove();
});
whenPressed(async (...press) => {
  await pressed(...press);
  drawIntro();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && session.place) attempt(() => markRead(session.latest));
});
readAddress();
load();
