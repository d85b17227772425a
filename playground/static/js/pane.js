/**
 * One screen: the client's phone or the engineers' group, with its people, its chat and its composer.
 */

import { createComposer } from "./composer.js";
import { h, fill } from "./dom.js";
import { showToast } from "./dialogs.js";
import { fullName } from "./format.js";
import { createHeader } from "./header.js";
import { messageMenu, setReaction } from "./menu.js";
import { createPeople } from "./people.js";
import { orderedMessages, state } from "./state.js";
import { createThread } from "./thread.js";

/** A pane of the kind "client" or "group". */
export function createPane(kind) {
  const screen = h("div", { class: "screen" });
  const root = h("section", { class: `pane pane-${kind}`, id: `pane-${kind}`, "data-testid": kind, role: "tabpanel",
    "aria-label": kind === "client" ? "A client's phone" : "The engineers' group" });
  const view = createView(kind, screen);
  const people = createPeople(view);
  const header = createHeader(view);
  const thread = createThread(view);
  const composer = createComposer(view, screen);
  const empty = h("div", { class: "empty", hidden: true });
  thread.root.append(empty);
  view.scrollTo = thread.scrollTo;
  view.reply = (message) => composer.replyTo(message);
  view.menu = (message, anchor) => messageMenu(message, anchor, view, composer);
  view.react = (message, emoji) => setReaction(message, emoji, view);
  view.command = (words) => composer.submit(words);
  screen.append(...header.nodes, thread.root, composer.root, h("div", { class: "drop-hint", "aria-hidden": "true" }, "Drop to attach"));
  root.append(people.root, screen);

  function update() {
    if (!state.ready) return;
    people.update();
    header.update();
    const messages = shownMessages(view);
    thread.update(messages, `${view.chatId()}:${view.actor()?.id}:${view.topic()}`);
    empty.hidden = messages.length > 0;
    if (!empty.hidden) fill(empty, greeting(view));
    composer.update();
  }

  return { root, view, update };
}

/** What the parts of a pane may ask: whose eyes, which chat, and the few things they may do. */
function createView(kind, screen) {
  const isClient = kind === "client";
  const view = {
    kind,
    actor: () => state.people.get(isClient ? state.view.client : state.view.engineer) ?? null,
    chatId: () => (isClient ? state.view.client : state.view.group),
    chat: () => state.chats.get(view.chatId()) ?? null,
    topic: () => (isClient || !view.chat()?.is_forum ? null : state.view.topic),
    threadId: () => view.topic() || null,
    topicName: (message) => (isClient || view.topic() !== null ? null
      : view.chat()?.topics?.find(({ message_thread_id: id }) => id === message.message_thread_id)?.name ?? null),
    anonymous: () => !isClient && state.view.anonymous && ["creator", "administrator"].includes(view.actor()?.engineer),
    botName: () => ofLanguage(state.bot.names, view) ?? state.bot.first_name ?? "Bot",
    nameOf: (id) => fullName(state.people.get(id) ?? (id === state.bot.id ? state.bot : null)),
    toast: (text, tone) => showToast(screen, text, tone),
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        view.toast("Copied");
      } catch {
        view.toast("The browser did not let this page copy.", "bad");
      }
    },
  };
  return view;
}

/** What the bot says of itself is told in the person's language, or in the one for all others (""). */
function ofLanguage(texts, view) {
  return texts?.[view.actor()?.language_code] ?? texts?.[""];
}

/** All of the chat, or in a forum the chosen topic (0 is General, which has no thread id). */
function shownMessages(view) {
  const all = orderedMessages(view.chatId());
  const topic = view.topic();
  return topic === null ? all : all.filter((message) => (message.message_thread_id ?? 0) === topic);
}

function greeting(view) {
  if (view.kind === "group") return h("div", { class: "greeting" }, h("p", {}, "No messages yet. What clients send to the bot appears here."));
  return h("div", { class: "greeting", "data-testid": "greeting" }, h("b", {}, "What can this bot do?"),
    h("p", {}, ofLanguage(state.bot.description, view) || "Press START below, as a client would, and write to the bot."));
}
