// Speaks to the server as the persona being played; every failure becomes a sentence.

import { say } from "./words.js";

export const who = { as: null, lang: null };

export class Failure extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

function address(path, query = {}) {
  const found = new URL(path, location.origin);
  const all = { as: who.as, lang: who.lang, ...query };
  for (const [name, value] of Object.entries(all)) {
    if (value !== null && value !== undefined) found.searchParams.set(name, value);
  }
  return found;
}

async function ask(path, query, options) {
  let response;
  try {
    response = await fetch(address(path, query), options);
  } catch {
    throw new Failure(say("local.offline"), 0);
  }
  const found = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failure(found.error ?? say("local.error.failed"), response.status);
  return found;
}

export const get = (path, query) => ask(path, query, {});

export const post = (path, body) =>
  ask(path, {}, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

// A new name for something somebody does: sent again, it is the same thing.
export const newEvent = () => crypto.randomUUID();

export const act = (event, payload) => post("/api/act", { event, ...payload });

export function follow(after, { onMessage, onStage, onLost }) {
  const source = new EventSource(address("/api/live", { after }));
  source.addEventListener("message", (event) => onMessage(JSON.parse(event.data)));
  source.addEventListener("stage", (event) => onStage(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    source.close();
    onLost();
  });
  return () => source.close();
}
