/**
 * The list of messages of one chat: day marks, albums, neighbours, and where it is scrolled to.
 * Elements are kept by key and made anew only when what they show has changed.
 */

import { h, icon, iconButton } from "./dom.js";
import { dayKey, dayName } from "./format.js";
import { renderMessage, senderOf } from "./render/message.js";
import { serviceLine } from "./render/service.js";
import { isWaiting } from "./presses.js";

const NEAR_BOTTOM_PX = 90;
const TOGETHER_SECONDS = 600;

export function createThread(view) {
  const list = h("div", { class: "thread-list", role: "log", "aria-live": "polite", "aria-label": "Messages" });
  const scroller = h("div", { class: "thread", tabindex: "-1" }, list);
  const jump = iconButton("down", "To the newest message", { class: "jump", hidden: true, onclick: () => toBottom("smooth") });
  const root = h("div", { class: "thread-frame" }, scroller, jump);
  let cache = new Map();
  let shownKey = null;
  let newestShown = 0;
  let atBottom = true;

  scroller.addEventListener("scroll", () => {
    atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
    jump.hidden = atBottom;
  });
  new ResizeObserver(() => atBottom && toBottom()).observe(scroller);
  new ResizeObserver(() => atBottom && toBottom()).observe(list);

  function toBottom(behavior = "instant") {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  }

  /** Draws these messages; `chatKey` changes when it is another chat, person or topic. */
  function update(messages, chatKey) {
    const another = chatKey !== shownKey;
    if (another) cache = new Map();
    const entries = entriesOf(messages, view);
    const newest = messages.at(-1);
    const grew = newest && newest.message_id > newestShown;
    newestShown = newest?.message_id ?? 0;
    const next = new Map();
    for (const entry of entries) {
      const old = cache.get(entry.key);
      const kept = old && sameParts(old.parts, entry.parts);
      const node = kept ? old.node : entry.build();
      if (!old && !another) node.classList.add("arriving");
      if (old && !kept) keepFocus(old.node, node);
      next.set(entry.key, { parts: entry.parts, node });
    }
    place([...next.values()].map(({ node }) => node));
    cache = next;
    shownKey = chatKey;
    const ownWords = grew && newest.from?.id === view.actor()?.id;
    if (another || ownWords) atBottom = true;
    if (atBottom) toBottom();
  }

  function place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, at) => {
      if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
    });
  }

  function scrollTo(messageId) {
    const node = list.querySelector(`[data-message-id="${Number(messageId)}"]`)?.closest(".message, .service");
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  return { root, update, scrollTo };
}

function sameParts(before, after) {
  return before.length === after.length && before.every((part, at) => part === after[at]);
}

/** A message that is drawn anew under the finger keeps the focus on the same button. */
function keepFocus(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement.dataset.callback : undefined;
  if (focused === undefined) return;
  queueMicrotask(() => [...after.querySelectorAll("[data-callback]")]
    .find((button) => button.dataset.callback === focused)?.focus({ preventScroll: true }));
}

function entriesOf(messages, view) {
  const entries = [];
  const bundles = bundled(messages);
  bundles.forEach((bundle, at) => {
    const [head] = bundle;
    if (!at || dayKey(bundles[at - 1][0].date) !== dayKey(head.date)) entries.push(dayEntry(head));
    const line = serviceLine(head);
    entries.push(line === null ? bubbleEntry(bundle, bundles[at - 1], bundles[at + 1], view) : serviceEntry(head, line));
  });
  return entries;
}

/** Messages of one media group, one after another, belong together. */
function bundled(messages) {
  const bundles = [];
  for (const message of messages) {
    const last = bundles.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else bundles.push([message]);
  }
  return bundles;
}

function dayEntry(message) {
  const name = dayName(message.date);
  return { key: `d${dayKey(message.date)}`, parts: [name], build: () => h("div", { class: "day" }, h("span", {}, name)) };
}

function serviceEntry(message, line) {
  return { key: `m${message.message_id}`, parts: [line],
    build: () => h("div", { class: "service", "data-message-id": message.message_id, "data-testid": "service" },
      message.pinned_message && icon("pin"), h("span", {}, line)) };
}

function bubbleEntry(bundle, before, after, view) {
  const [head] = bundle;
  const mine = head.from?.id === view.actor()?.id && !head.sender_chat;
  const first = !before || !together(before.at(-1), head);
  const last = !after || !together(bundle.at(-1), after[0]);
  const withAvatars = view.kind === "group" && !mine;
  const waits = (head.reply_markup?.inline_keyboard ?? []).flat()
    .map((button) => isWaiting(view.chatId(), head.message_id, button.callback_data)).join();
  return {
    key: `m${head.message_id}`,
    parts: [...bundle, mine, first, last, waits, view.actor()?.id],
    build: () => renderMessage(bundle, { mine, first, last, withAvatars, named: withAvatars && first }, view),
  };
}

function together(one, two) {
  return senderOf(one)?.id === senderOf(two)?.id && two.date - one.date < TOGETHER_SECONDS
    && dayKey(one.date) === dayKey(two.date) && serviceLine(one) === null && serviceLine(two) === null;
}
