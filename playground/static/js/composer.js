/**
 * Where a person writes: the input with its files, reply, edit, commands and keyboards; and what stands there instead
 * when they cannot write (no /start yet, bot blocked, account deleted, not in the group).
 */

import { acceptDrops, createTray } from "./attach.js";
import { createContext } from "./context.js";
import { h, iconButton, fill } from "./dom.js";
import { showMenu } from "./dialogs.js";
import { commandsFor, createCommandList, createReplyKeyboard } from "./keyboard.js";
import { canEdit } from "./menu.js";
import { obstacle } from "./obstacles.js";
import { createSender } from "./sending.js";
import { askedOf, keyboardOf, orderedMessages } from "./state.js";
import { typed } from "./typed.js";

const HIGHEST_PX = 160;

/** The composer of one pane; `area` is where files may be dropped. */
export function createComposer(view, area) {
  const drafts = new Map(); // chat and person -> text not yet sent
  const opened = new Map(); // chat and person -> the keyboard last seen; a forced reply among them opens once
  let shownFor = null;

  const input = h("textarea", { rows: 1, "aria-label": "Message", "data-testid": "input", dir: "auto", maxlength: 16000 });
  const sender = createSender(view);
  const context = createContext((before) => {
    if (before?.kind === "edit" && !context.isEdit()) input.value = "";
    onInput();
  });
  const tray = createTray(refresh);
  const list = createCommandList(view, submit);
  const keyboard = createReplyKeyboard(view, {
    text: submit, contact: () => special("contact"), location: () => special("location"),
  });
  const slash = h("button", { type: "button", class: "icon-button slash", "aria-label": "Commands", title: "Commands",
    "data-testid": "commands-button", onclick: () => write(input.value === "/" ? "" : "/") }, "/");
  const keys = iconButton("keys", "Show or hide the keyboard", { "data-testid": "keyboard-toggle", onclick: foldKeyboard });
  const send = iconButton("send", "Send", { class: "send", "data-testid": "send", onclick: onSend });
  const clip = iconButton("clip", "Attach", { "data-testid": "attach", "aria-haspopup": "menu",
    onclick: () => attachMenu(clip, tray, special) });
  const row = h("div", { class: "composer-row" }, clip, h("div", { class: "input-box" }, input, slash, keys), send);
  const writing = h("div", { class: "writing" }, context.root, list.root, tray.root, row, keyboard.root, tray.picker);
  const instead = h("div", { class: "instead", hidden: true });
  const root = h("div", { class: "composer" }, writing, instead);

  input.addEventListener("input", onInput);
  input.addEventListener("keydown", onKey);
  acceptDrops(area, input, takeFiles);

  const owner = () => `${view.chatId()}:${view.actor()?.id}`;

  function write(words) {
    input.value = words;
    onInput();
    input.focus();
  }

  function onInput() {
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${Math.min(input.scrollHeight, HIGHEST_PX)}px`; // 0 on the hidden tab
    list.update(input.value);
    refresh();
  }

  function refresh() {
    send.disabled = !input.value.trim() && !tray.files().length;
    const wanted = context.get()?.placeholder ?? keyboard.present()?.input_field_placeholder ?? "Message";
    input.placeholder = tray.files().length ? "Add a caption" : wanted;
  }

  function onSend() {
    input.focus();
    submit();
  }

  function onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && context.get()) {
      context.set(null);
    } else if (event.key === "ArrowUp" && !input.value) {
      const own = orderedMessages(view.chatId()).filter((message) => canEdit(message, view.actor())).at(-1);
      if (!own) return;
      event.preventDefault();
      edit(own);
    }
  }

  function takeFiles(files) {
    if (writing.hidden) return;
    if (context.isEdit()) context.set(null); // an edit carries no files
    tray.add(files);
    input.focus();
  }

  function foldKeyboard() {
    keyboard.toggle();
    update();
  }

  function replyTo(message) {
    context.set({ kind: "reply", message });
    input.focus();
  }

  function edit(message) {
    context.set({ kind: "edit", message });
    write(typed(message));
  }

  /** Sends what is written, or these words of a button. What was refused comes back into the input. */
  async function submit(ready) {
    if (ready !== undefined) {
      if (input.value.startsWith("/")) input.value = "";
      const replied = context.replied();
      context.set(null);
      return sender.text(ready, replied);
    }
    const text = input.value.trim();
    const files = tray.files();
    if (!text && !files.length) return false;
    const before = { mode: context.get(), value: input.value, owner: owner() };
    const sent = sendWritten(text, files);
    input.value = "";
    context.set(null);
    const went = await sent;
    if (went && files.length) tray.clear();
    if (!went && owner() === before.owner) {
      context.set(before.mode);
      write(before.value);
    }
    return went;
  }

  function sendWritten(text, files) {
    if (context.isEdit()) return sender.edit(context.get().message, text);
    if (files.length) return sender.files(files, tray.kind(), text, context.replied());
    return sender.text(text, context.replied());
  }

  function special(kind) {
    const replied = context.replied();
    context.set(null);
    return sender[kind](replied);
  }

  /** The bot's ForceReply opens the reply by itself, once. */
  function openForcedReply() {
    const markup = keyboardOf(view.chatId(), view.actor()?.id);
    if (markup === opened.get(owner())) return;
    opened.set(owner(), markup);
    const asked = askedOf(view.chatId(), view.actor()?.id);
    if (!asked) return;
    context.set({ kind: "reply", message: asked, placeholder: markup.input_field_placeholder });
    const idle = document.activeElement === document.body || area.contains(document.activeElement);
    if (idle && matchMedia("(hover: hover)").matches) input.focus(); // on a phone it would cover the chat with keys
  }

  /** Another chat or person has a draft of their own. */
  function changeOwner() {
    if (shownFor) drafts.set(shownFor, context.isEdit() ? "" : input.value);
    shownFor = owner();
    opened.delete(shownFor);
    context.set(null);
    tray.clear();
    input.value = drafts.get(shownFor) ?? "";
    onInput();
  }

  function update() {
    if (owner() !== shownFor) changeOwner();
    const wall = obstacle(view, () => submit("/start"));
    writing.hidden = Boolean(wall);
    instead.hidden = !wall;
    if (wall?.textContent !== instead.textContent) fill(instead, wall); // else whoever stands on it keeps the focus
    slash.hidden = !commandsFor(view).length;
    keys.hidden = !keyboard.present();
    keys.setAttribute("aria-pressed", String(keyboard.isOpen()));
    keyboard.update();
    openForcedReply();
    refresh();
  }

  return { root, update, replyTo, edit, submit };
}

function attachMenu(anchor, tray, send) {
  showMenu(anchor, [
    { label: "Photo or file", icon: "image", testid: "attach-files", act: () => tray.picker.click() },
    { label: "Voice message (a test sound)", icon: "mic", testid: "attach-voice", act: () => send("voice") },
    { label: "Sticker", icon: "smile", testid: "attach-sticker", act: () => send("sticker") },
    { label: "My contact", icon: "person", testid: "attach-contact", act: () => send("contact") },
    { label: "Location", icon: "place", testid: "attach-location", act: () => send("location") },
  ], "Attach");
}
