/**
 * What the page knows of the playground's world, and which person and chat are being looked at.
 * Events of the server change it; whoever draws subscribes and is called at most once a frame.
 */

import { takeClock } from "./time.js";

export const state = {
  ready: false,
  bot: {},
  people: new Map(),
  chats: new Map(),
  messages: new Map(),
  keyboards: new Map(),
  askedBy: new Map(),
  actions: new Map(),
  unread: new Map(),
  trouble: {},
  mainGroup: null,
  view: { client: null, engineer: null, group: null, topic: null, anonymous: false, tab: "client" },
};

const listeners = new Set();
let planned = false;
const BACKGROUND_MS = 150;

export function subscribe(listener) {
  listeners.add(listener);
}

/** Tells the listeners, once for all changes until the next frame (a page in the background has none: then soon). */
export function changed() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(draw);
  setTimeout(draw, BACKGROUND_MS);
}

function draw() {
  if (!planned) return;
  planned = false;
  for (const listener of listeners) listener();
}

/** Takes a whole snapshot (GET /api/world) in place of what was known. */
export function takeWorld(world) {
  state.bot = world.bot ?? {};
  state.people = new Map((world.people ?? []).map((person) => [person.id, person]));
  state.chats = new Map((world.chats ?? []).map((chat) => [chat.id, chat]));
  state.messages = new Map();
  for (const [chatId, list] of Object.entries(world.messages ?? {})) {
    for (const message of list) putMessage(Number(chatId), message);
  }
  state.keyboards = new Map();
  for (const [chatId, users] of Object.entries(world.reply_markup ?? {})) {
    for (const [userId, markup] of Object.entries(users)) state.keyboards.set(`${chatId}:${userId}`, markup);
  }
  state.trouble = world.trouble ?? {};
  takeClock(world.clock);
  state.mainGroup = world.group_id ?? null;
  state.ready = true;
  settleView();
  changed();
}

/** Applies one server-sent event. Applying one twice, or one that a snapshot already holds, does no harm. */
export function takeEvent(event) {
  HANDLERS[event.type]?.(event);
  changed();
}

const HANDLERS = {
  message: ({ chat_id: chatId, message }) => {
    if (!messagesOf(chatId).has(message.message_id)) countUnread(chatId, message);
    putMessage(chatId, message);
    if (message.from?.is_bot) state.actions.delete(chatId);
  },
  edited: ({ chat_id: chatId, message }) => putMessage(chatId, message),
  deleted: ({ chat_id: chatId, message_id: id }) => messagesOf(chatId).delete(id),
  reaction: ({ chat_id: chatId, message_id: id, reactions }) => {
    const message = messagesOf(chatId).get(id);
    if (message) putMessage(chatId, { ...message, reactions });
  },
  action: ({ chat_id: chatId, action }) => {
    state.actions.set(chatId, { action, until: Date.now() + 5000 });
    setTimeout(changed, 5050);
  },
  person: ({ person }) => state.people.set(person.id, person),
  chat: ({ chat }) => {
    state.chats.set(chat.id, chat);
    settleView();
  },
  trouble: ({ trouble }) => {
    state.trouble = trouble;
  },
  clock: ({ clock }) => takeClock(clock),
  keyboard: ({ chat_id: chatId, user_id: userId, reply_markup: markup }) => {
    state.keyboards.set(`${chatId}:${userId}`, markup);
    state.askedBy.set(`${chatId}:${userId}`, markup?.force_reply ? botMessages(chatId).at(-1)?.message_id : null);
  },
  commands: ({ bot }) => {
    state.bot = { ...state.bot, ...bot };
  },
};

export function messagesOf(chatId) {
  if (!state.messages.has(chatId)) state.messages.set(chatId, new Map());
  return state.messages.get(chatId);
}

export function putMessage(chatId, message) {
  messagesOf(chatId).set(message.message_id, message);
}

/** The chat's messages, oldest first. */
export function orderedMessages(chatId) {
  return [...messagesOf(chatId).values()].sort((a, b) => a.message_id - b.message_id);
}

export function keyboardOf(chatId, userId) {
  return state.keyboards.get(`${chatId}:${userId}`) ?? null;
}

function botMessages(chatId) {
  return orderedMessages(chatId).filter((message) => message.from?.is_bot && !message.sender_chat);
}

/**
 * The message that this person is asked to reply to (ForceReply), or null. A snapshot does not say which message asked:
 * then it is the newest of the bot's that answers or names this person, and in a private chat the newest.
 */
export function askedOf(chatId, userId) {
  if (!keyboardOf(chatId, userId)?.force_reply) return null;
  const known = messagesOf(chatId).get(state.askedBy.get(`${chatId}:${userId}`));
  if (known) return known;
  const all = botMessages(chatId);
  const concerns = (message) => message.reply_to_message?.from?.id === userId
    || message.entities?.some((entity) => entity.user?.id === userId);
  return (isGroup(chatId) ? all.filter(concerns).at(-1) : null) ?? all.at(-1) ?? null;
}

export function groups() {
  return [...state.chats.values()].filter((chat) => chat.type !== "private" && !chat.migrated_to);
}

export function clients() {
  return [...state.people.values()].filter((person) => !person.engineer);
}

/** People of the engineers' group, those who left at the end. */
export function engineers() {
  const rank = { creator: 0, administrator: 1, member: 2, left: 3 };
  return [...state.people.values()].filter((person) => person.engineer)
    .sort((a, b) => (rank[a.engineer] ?? 4) - (rank[b.engineer] ?? 4));
}

function countUnread(chatId, message) {
  if (!message.from?.is_bot && !isGroup(chatId)) return;
  if (isSeen(chatId)) return;
  const before = state.unread.get(chatId) ?? { count: 0, loud: false };
  state.unread.set(chatId, { count: before.count + 1, loud: before.loud || !message.silent });
}

function isGroup(chatId) {
  return chatId < 0;
}

function isSeen(chatId) {
  const narrow = matchMedia("(max-width: 820px)").matches;
  const tabs = narrow ? [state.view.tab] : ["client", "group"];
  return tabs.some((tab) => (tab === "client" ? state.view.client : state.view.group) === chatId);
}

const SAVED_VIEW = "playground.view";

/** Looks elsewhere: another person, group, topic or tab. Kept over a reload of this tab. */
export function look(change) {
  Object.assign(state.view, change);
  settleView();
  try {
    sessionStorage.setItem(SAVED_VIEW, JSON.stringify(state.view));
  } catch {
    // a browser that keeps nothing is fine: the choice is then lost with the page
  }
  changed();
}

export function recallView() {
  try {
    Object.assign(state.view, JSON.parse(sessionStorage.getItem(SAVED_VIEW) ?? "{}"));
  } catch {
    // nothing was kept, or it is broken: begin with the defaults
  }
}

/** Keeps the view on people and chats that exist, and marks as read what it shows. */
function settleView() {
  const view = state.view;
  if (!state.ready) return;
  if (!state.people.has(view.client)) view.client = (clients()[0] ?? [...state.people.values()][0])?.id ?? null;
  const known = groups().map(({ id }) => id);
  if (!known.includes(view.group)) {
    const wanted = [state.chats.get(view.group)?.migrated_to, state.mainGroup, known.at(-1)];
    view.group = wanted.find((id) => known.includes(id)) ?? null;
    view.topic = null;
  }
  if (!state.people.get(view.engineer)?.engineer) view.engineer = engineers()[0]?.id ?? null;
  for (const chatId of [view.client, view.group]) if (isSeen(chatId)) state.unread.delete(chatId);
}
