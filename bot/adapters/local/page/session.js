// What the page knows now; modules read it, main.js alone writes it.

export const session = {
  me: null,
  people: new Map(),
  personas: [],
  conversations: [],
  channels: [],
  hints: [],
  isEmpty: false,
  stage: null,
  place: null,
  latest: 0,
};

export const conversation = (place) => session.conversations.find((c) => c.place === place);

export const isReady = () => session.stage !== null && session.stage.progress === null;
