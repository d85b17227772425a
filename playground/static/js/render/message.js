/**
 * One bubble: whose it is, what it answers, its pictures and words, when, and the buttons and reactions under it.
 */

import { h, icon } from "../dom.js";
import { appendText } from "../entities.js";
import { fullName, summary, timeOf, tint, wholeTimeOf } from "../format.js";
import { avatar } from "./avatar.js";
import { inlineKeyboard } from "./buttons.js";
import { attachments, pictures, sticker } from "./media.js";

/** Who a message is from: an anonymous admin and a channel speak as a chat. */
export function senderOf(message) {
  return message.sender_chat ?? message.from;
}

/**
 * The element of a message, or of an album (several messages).
 * `place` says how it stands among its neighbours: {mine, first, last, named}.
 */
export function renderMessage(messages, place, view) {
  const [head] = messages;
  const worded = messages.find((message) => message.caption) ?? head;
  const bubble = h("div", { class: bubbleClass(messages, worded) });
  if (place.named) bubble.append(senderName(head));
  if (view.topicName(head)) bubble.append(h("div", { class: "in-topic" }, `in ${view.topicName(head)}`));
  if (head.forward_origin) bubble.append(h("div", { class: "forwarded" }, `Forwarded from ${forwardedFrom(head.forward_origin)}`));
  if (head.reply_to_message && !isTopicHead(head)) bubble.append(quote(head, view));
  const body = [pictures(messages), ...messages.flatMap(attachments), head.sticker && sticker(head.sticker)];
  bubble.append(...body.filter(Boolean), ...words(worded, view));
  bubble.append(meta(head, view));

  const stack = h("div", { class: "stack" }, bubble, reactions(head, view), inlineKeyboard(head, view), tools(head, view));
  const openMenu = (event) => {
    if (event.target.closest("a, button, [role=button], textarea") || String(getSelection())) return;
    event.preventDefault();
    view.menu(head, pointAt(event));
  };
  bubble.addEventListener("contextmenu", openMenu);
  bubble.addEventListener("click", (event) => matchMedia("(hover: none)").matches && openMenu(event));
  return h("article", {
    class: `message ${place.mine ? "mine" : "theirs"} ${place.first ? "first" : ""} ${place.last ? "last" : ""}`,
    "data-message-id": head.message_id, "data-testid": "message", "data-album": messages.length > 1 ? messages.length : null,
    "aria-label": `${place.mine ? "You" : fullName(senderOf(head))}, ${timeOf(head.date)}`,
  },
  place.withAvatars && h("span", { class: "avatar-slot" }, place.last && avatar(senderOf(head), "small")),
  stack);
}

/** A menu's anchor where the finger or the mouse is. */
function pointAt(event) {
  return { getBoundingClientRect: () => ({ left: event.clientX, top: event.clientY, bottom: event.clientY }) };
}

function bubbleClass(messages, worded) {
  const [head] = messages;
  const visual = messages.some((message) => message.photo || message.video || message.animation);
  const bare = head.sticker ? "bare" : "";
  return `bubble ${visual ? "visual" : ""} ${worded.text || worded.caption ? "worded" : "wordless"} ${bare}`;
}

function senderName(message) {
  const who = senderOf(message);
  const role = message.author_signature ?? (message.from?.is_bot && !message.sender_chat ? "bot" : "");
  return h("div", { class: `sender tint-${tint(who?.id)}` }, h("span", {}, fullName(who)), role && h("small", {}, role));
}

function forwardedFrom(origin) {
  return origin.sender_user ? fullName(origin.sender_user) : origin.sender_user_name ?? origin.sender_chat?.title ?? "somebody";
}

/** In a forum every message formally answers the topic's first one; that is not a reply of a person. */
function isTopicHead(message) {
  return Boolean(message.reply_to_message.forum_topic_created);
}

function quote(message, view) {
  const answered = message.reply_to_message;
  const who = senderOf(answered);
  return h("button", { type: "button", class: `quote tint-${tint(who?.id)}`, "data-testid": "quote",
    onclick: () => view.scrollTo(answered.message_id) },
  h("b", {}, fullName(who)), h("span", {}, message.quote?.text ?? summary(answered)));
}

function words(message, view) {
  const text = message.text ?? message.caption;
  if (!text) return [];
  const node = h("div", { class: "words", dir: "auto" });
  appendText(node, text, message.entities ?? message.caption_entities, view);
  return [node];
}

function meta(message, view) {
  const fromBot = message.from?.is_bot && !message.sender_chat;
  return h("span", { class: "meta" },
    fromBot && (message.silent || view.kind === "group") && soundMark(message.silent),
    message.edited && h("span", { "data-testid": "edited" }, "edited"),
    h("time", { datetime: new Date(message.date * 1000).toISOString(), title: wholeTimeOf(message.date) }, timeOf(message.date)));
}

function soundMark(silent) {
  const label = silent ? "Sent without sound" : "Sent with sound";
  return h("span", { class: silent ? "silent-mark" : "loud-mark", title: label, role: "img", "aria-label": label,
    "data-testid": silent ? "silent" : "loud" }, icon(silent ? "bellOff" : "bell"));
}

function reactions(message, view) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions", "data-testid": "reactions" }, message.reactions.map(({ emoji, user_ids: users }) => {
    const own = users.includes(view.actor()?.id);
    return h("button", { type: "button", class: own ? "own" : "", title: users.map((id) => view.nameOf(id)).join(", "),
      "aria-pressed": String(own), onclick: () => view.react(message, own ? null : emoji) },
    emoji, h("span", {}, String(users.length)));
  }));
}

function tools(message, view) {
  return h("span", { class: "tools" },
    h("button", { type: "button", "aria-label": "Reply", title: "Reply", "data-testid": "reply",
      onclick: () => view.reply(message) }, icon("reply")),
    h("button", { type: "button", "aria-label": "More: react, edit, copy", title: "React, edit, copy", "data-testid": "message-menu",
      "aria-haspopup": "menu", onclick: (event) => view.menu(message, event.currentTarget) }, icon("more")));
}
