/**
 * The top of a chat: its name and what goes on in it, the pinned message, and the topics of a forum.
 */

import * as api from "./api.js";
import { h, icon, iconButton, fill } from "./dom.js";
import { ask, showMenu } from "./dialogs.js";
import { fullName, summary } from "./format.js";
import { avatar } from "./render/avatar.js";
import { groups, look, messagesOf, state } from "./state.js";

const DOING = { typing: "typing", upload_photo: "sending a photo", upload_document: "sending a file", record_voice: "recording voice" };

export function createHeader(view) {
  const bar = h("div", { class: "chat-head" });
  const pin = h("button", { type: "button", class: "pinned", hidden: true, "data-testid": "pinned" });
  const topics = h("div", { class: "topics", role: "tablist", "aria-label": "Topics", hidden: true, "data-testid": "topics" });
  let pinAt = 0;
  let drawn = "";

  function update() {
    const chat = view.chat();
    const pinned = (chat?.pinned ?? []).map((id) => messagesOf(view.chatId()).get(id)).filter(Boolean);
    const seen = JSON.stringify([chat, doing(), state.bot, view.actor(), pinned, view.topic(), groups().length]);
    if (seen === drawn) return;
    drawn = seen;
    fill(bar, view.kind === "client" ? botTitle() : groupTitle(chat));
    drawPin(pinned);
    drawTopics(chat);
  }

  function doing() {
    const action = state.actions.get(view.chatId());
    return action && action.until > Date.now() ? DOING[action.action] ?? "typing" : null;
  }

  function subtitle(words) {
    const now = doing();
    if (!now) return h("small", {}, words);
    return h("small", { class: "doing", "data-testid": "action" }, view.kind === "group" ? `${view.botName()} is ${now}` : now,
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  }

  function botTitle() {
    return [avatar(state.bot, "medium"), h("div", { class: "chat-title" }, h("b", {}, view.botName()), subtitle("bot"))];
  }

  function groupTitle(chat) {
    if (!chat) return h("b", {}, "No group");
    const count = Object.values(chat.members ?? {}).filter((status) => !["left", "kicked"].includes(status)).length;
    const kind = chat.type === "group" ? "group" : chat.is_forum ? "group with topics" : "supergroup";
    return [avatar(chat, "medium"), h("div", { class: "chat-title" }, h("b", {}, chat.title), subtitle(`${kind}, ${count} members`)),
      iconButton("more", "Group menu", { "data-testid": "group-menu", onclick: (event) => groupMenu(chat, event.currentTarget) })];
  }

  function groupMenu(chat, anchor) {
    const others = groups().filter(({ id }) => id !== chat.id);
    const topic = chat.topics?.find(({ message_thread_id: id }) => id === view.topic());
    showMenu(anchor, [
      h("div", { class: "menu-note" }, `Chat id ${chat.id}`),
      { label: "Copy the chat id", icon: "copy", act: () => view.copy(String(chat.id)) },
      ...others.map((other) => ({ label: `Go to “${other.title}”`, icon: "person", act: () => look({ group: other.id, topic: null }) })),
      chat.type === "group" && { label: "Turn into a supergroup", icon: "storm", testid: "migrate", act: () => migrate(chat) },
      chat.type === "supergroup" && { label: chat.is_forum ? "Switch topics off" : "Switch topics on", icon: "hash", testid: "switch-topics", act: () => switchTopics(chat) },
      topic && { label: `Delete the topic “${topic.name}”`, icon: "close", danger: true, testid: "delete-topic", act: () => deleteTopic(chat, topic) },
    ], "Group");
  }

  async function migrate(chat) {
    try {
      const next = await api.migrate(chat.id);
      state.chats.set(next.id, next);
      look({ group: next.id, topic: null });
    } catch (error) {
      view.toast(error.message, "bad");
    }
  }

  function switchTopics(chat) {
    look({ topic: null });
    api.changeChat(chat.id, { is_forum: !chat.is_forum }).catch((error) => view.toast(error.message, "bad"));
  }

  async function deleteTopic(chat, topic) {
    const sure = await ask({ title: `Delete “${topic.name}”?`, words: "All its messages go with it.", accept: "Delete", danger: true });
    if (!sure) return;
    look({ topic: null });
    api.deleteTopic(chat.id, topic.message_thread_id).catch((error) => view.toast(error.message, "bad"));
  }

  function drawPin(pinned) {
    pin.hidden = !pinned.length;
    if (!pinned.length) return;
    pinAt = Math.min(pinAt, pinned.length - 1);
    const message = pinned.at(-1 - pinAt);
    fill(pin, icon("pin"), h("span", {}, h("b", {}, pinned.length > 1 ? `Pinned message ${pinned.length - pinAt} of ${pinned.length}` : "Pinned message"),
      h("span", {}, `${fullName(message.sender_chat ?? message.from)}: ${summary(message)}`)));
    pin.onclick = () => {
      view.scrollTo(message.message_id);
      pinAt = (pinAt + 1) % pinned.length;
      drawPin(pinned);
    };
  }

  function drawTopics(chat) {
    const known = view.kind === "group" && chat?.is_forum;
    topics.hidden = !known;
    if (!known) return;
    const all = [{ id: null, name: "All" }, { id: 0, name: "General" },
      ...(chat.topics ?? []).map(({ message_thread_id: id, name, closed }) => ({ id, name, closed }))];
    fill(topics, all.map(({ id, name, closed }) => h("button", { type: "button", role: "tab", "aria-selected": String(view.topic() === id),
      class: closed ? "closed" : "", title: closed ? "Closed topic" : null, "data-topic": id ?? "all", onclick: () => look({ topic: id }) },
    id === null ? "" : icon(closed ? "check" : "hash"), name)));
  }

  return { nodes: [bar, pin, topics], update };
}
