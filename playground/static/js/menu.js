/**
 * The menu of one message: reactions, reply, edit, copy.
 */

import * as api from "./api.js";
import { h } from "./dom.js";
import { showMenu } from "./dialogs.js";

const EMOJI = ["👍", "👎", "❤", "🔥", "🎉", "👀", "🙏", "😢"];

export function canEdit(message, actor) {
  return message.from?.id === actor?.id && !message.sender_chat && Boolean(message.text ?? message.caption);
}

/** Opens the menu of a message beside `anchor`; `composer` takes replies and edits. */
export function messageMenu(message, anchor, view, composer) {
  const words = message.text ?? message.caption;
  showMenu(anchor, [
    h("div", { class: "menu-emoji", role: "group", "aria-label": "React" }, EMOJI.map((emoji) => h("button", {
      type: "button", "data-closes": true, "data-testid": `react-${emoji}`, "aria-label": `React with ${emoji}`,
      onclick: () => toggleReaction(message, emoji, view),
    }, emoji))),
    { label: "Reply", icon: "reply", act: () => composer.replyTo(message) },
    canEdit(message, view.actor()) && { label: "Edit", icon: "edit", testid: "menu-edit", act: () => composer.edit(message) },
    words && { label: "Copy text", icon: "copy", act: () => view.copy(words) },
  ], "Message");
}

function toggleReaction(message, emoji, view) {
  const own = message.reactions?.find(({ user_ids: users }) => users.includes(view.actor()?.id))?.emoji;
  setReaction(message, own === emoji ? null : emoji, view);
}

export async function setReaction(message, emoji, view) {
  try {
    await api.react({ from: view.actor()?.id, chat_id: view.chatId(), message_id: message.message_id, emoji });
  } catch (error) {
    view.toast(error.message, "bad");
  }
}
