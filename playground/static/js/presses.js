/**
 * Presses of inline buttons: which of them still wait for the bot, and what it answered.
 */

import * as api from "./api.js";
import { onEvent } from "./events.js";
import { changed } from "./state.js";

const PATIENCE_MS = 30_000;
const waiting = new Map(); // key of the button -> { queryId, done(answer) }
const early = new Map(); // answers that overtook the reply to the press itself

const keyOf = ({ from, chatId, messageId, data }) => `${from}:${chatId}:${messageId}:${data}`;

/** Whether this press, {from, chatId, messageId, data}, has no answer yet. */
export function isWaiting(pressed) {
  return waiting.has(keyOf(pressed));
}

/**
 * Presses a button as a person. Resolves with the bot's answer ({text, alert, url}), or with null when the bot
 * did not answer within half a minute; rejects with a text to show when the playground refuses.
 */
export async function press(pressed) {
  const key = keyOf(pressed);
  if (waiting.has(key)) return { text: null };
  const entry = { queryId: null, done: null };
  waiting.set(key, entry);
  changed();
  try {
    const answered = new Promise((resolve) => {
      entry.done = resolve;
      setTimeout(resolve, PATIENCE_MS, null);
    });
    const { from, chatId, messageId, data } = pressed;
    const reply = await api.press({ from, chat_id: chatId, message_id: messageId, data });
    entry.queryId = String(reply.callback_query_id);
    if (early.has(entry.queryId)) entry.done(early.get(entry.queryId));
    return await answered;
  } finally {
    early.delete(entry.queryId);
    waiting.delete(key);
    changed();
  }
}

/** Listens for answers; `stranger(event)` gets those to presses that this page did not make. */
export function hearAnswers(stranger) {
  onEvent((event) => {
    if (event.type !== "answer") return;
    const queryId = String(event.callback_query_id);
    const mine = [...waiting.values()].find((entry) => entry.queryId === queryId);
    if (mine) mine.done(event);
    else if ([...waiting.values()].some((entry) => entry.queryId === null)) early.set(queryId, event);
    else stranger(event);
  });
}
