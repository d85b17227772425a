/**
 * The list of messages of one chat: day marks, albums, neighbours, and where it is scrolled to.
 * Elements are kept by key and made anew only when what they show has changed.
 */

import { h, icon, iconButton } from "./dom.js";
import { dayKey, dayName } from "./format.js";
import { pressOf } from "./render/buttons.js";
import { renderMessage, senderOf } from "./render/message.js";
import { serviceLine } from "./render/service.js";
import { isWaiting } from "./presses.js";

const NEAR_BOTTOM_PX = 90;
const FLOAT_MS = 1200;
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

  let lastTop = 0;
  let floating = 0;
  scroller.addEventListener("scroll", () => {
    const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
    if (near) atBottom = true;
    else if (scroller.scrollTop < lastTop - 2) atBottom = false; // pictures that grow below are no scrolling away
    lastTop = scroller.scrollTop;
    floatDay();
    jump.hidden = atBottom;
  });
  /** The day floats at the top only while it scrolls, so that it hides nothing that is being read. */
  function floatDay() {
    scroller.classList.add("scrolling");
    clearTimeout(floating);
    floating = setTimeout(() => scroller.classList.remove("scrolling"), FLOAT_MS);
  }

  new ResizeObserver(() => atBottom && toBottom()).observe(scroller);
  new ResizeObserver(() => atBottom && toBottom()).observe(list);

  function toBottom(behavior = "instant") {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  }

  /** Draws these messages; `chatKey` changes when it is another chat, person or topic. */
  function update(messages, chatKey) {
    const another = chatKey !== shownKey;
    if (another) cache = new Map();
    const days = daysOf(messages, view);
    const newest = messages.at(-1);
    const grew = newest && newest.message_id > newestShown;
    newestShown = newest?.message_id ?? 0;
    const next = new Map();
    const drawn = (entry) => {
      const old = cache.get(entry.key);
      const kept = old && sameParts(old.parts, entry.parts);
      const node = kept ? old.node : entry.build();
      if (!old && !another) node.classList.add("arriving");
      if (old && !kept) keepFocus(old.node, node);
      next.set(entry.key, { parts: entry.parts, node });
      return node;
    };
    place(list, days.map(({ frame, entries }) => {
      const section = drawn(frame);
      place(section, entries.map(drawn));
      return section;
    }));
    cache = next;
    shownKey = chatKey;
    const ownWords = grew && newest.from?.id === view.actor()?.id;
    if (another || ownWords) atBottom = true;
    if (atBottom) toBottom();
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

/** Makes these the node's children and moves only what stands elsewhere. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
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

/** The days with their entries; an entry is {key, parts (what it shows), build()}. */
function daysOf(messages, view) {
  const days = [];
  const bundles = bundled(messages);
  bundles.forEach((bundle, at) => {
    const [head] = bundle;
    const day = dayKey(head.date);
    if (days.at(-1)?.day !== day) days.push({ day, frame: frameEntry(day), entries: [dayEntry(day, head)] });
    const line = serviceLine(head);
    days.at(-1).entries.push(
      line === null ? bubbleEntry(bundle, bundles[at - 1], bundles[at + 1], view) : serviceEntry(head, line));
  });
  return days;
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

function frameEntry(day) {
  return { key: `f${day}`, parts: [], build: () => h("div", { class: "day-frame" }) };
}

function dayEntry(day, message) {
  const name = dayName(message.date);
  return { key: `d${day}`, parts: [name], build: () => h("div", { class: "day" }, h("span", {}, name)) };
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
    .map((button) => isWaiting(pressOf(button, head, view))).join();
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
