/**
 * Where a person writes: the input with its files, reply, edit, commands and keyboards; and what stands there instead
 * when they cannot write (no /start yet, bot blocked, account deleted, not in the group).
 */

import * as api from "./api.js";
import { acceptDrops, createTray, testVoice } from "./attach.js";
import { h, icon, iconButton, fill } from "./dom.js";
import { ask, showMenu } from "./dialogs.js";
import { fullName, summary } from "./format.js";
import { commandsFor, createCommandList, createReplyKeyboard } from "./keyboard.js";
import { canEdit } from "./menu.js";
import { obstacle } from "./obstacles.js";
import { askedOf, changed, keyboardOf, orderedMessages, putMessage } from "./state.js";

const ENTER_HINT = "Message";

/** The composer of one pane; `area` is where files may be dropped. */
export function createComposer(view, area) {
  const drafts = new Map(); // chat and person -> text not yet sent
  const opened = new Map(); // chat and person -> the keyboard last seen; a forced reply among them opens once
  let mode = null; // {kind: "reply" | "edit", message}
  let shownFor = null;

  const input = h("textarea", { rows: 1, placeholder: ENTER_HINT, "aria-label": "Message", "data-testid": "input", dir: "auto",
    maxlength: 16000 });
  const tray = createTray(() => refreshButtons());
  const list = createCommandList(view, (command) => submit(command));
  const keyboard = createReplyKeyboard(view, { text: submit, contact: shareContact, location: () => special({ location: PLACE }) });
  const context = h("div", { class: "context", hidden: true, "data-testid": "context" });
  const slash = h("button", { type: "button", class: "icon-button slash", "aria-label": "Commands", title: "Commands",
    "data-testid": "commands-button", onclick: () => write(input.value === "/" ? "" : "/") }, "/");
  const keys = iconButton("keys", "Show or hide the keyboard", { "data-testid": "keyboard-toggle", onclick: () => {
    keyboard.toggle();
    update();
  } });
  const send = iconButton("send", "Send", { class: "send", "data-testid": "send", onclick: () => {
    input.focus();
    submit();
  } });
  const clip = iconButton("clip", "Attach", { "data-testid": "attach", "aria-haspopup": "menu", onclick: attachMenu });
  const row = h("div", { class: "composer-row" }, clip, h("div", { class: "input-box" }, input, slash, keys), send);
  const writing = h("div", { class: "writing" }, context, list.root, tray.root, row, keyboard.root, tray.picker);
  const instead = h("div", { class: "instead", hidden: true });
  const root = h("div", { class: "composer" }, writing, instead);

  input.addEventListener("input", onInput);
  input.addEventListener("keydown", onKey);
  acceptDrops(area, input, (files) => {
    if (writing.hidden) return;
    if (mode?.kind === "edit") setMode(null); // an edit carries no files
    tray.add(files);
    input.focus();
  });

  const owner = () => `${view.chatId()}:${view.actor()?.id}`;

  function write(words) {
    input.value = words;
    onInput();
    input.focus();
  }

  function onInput() {
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${Math.min(input.scrollHeight, 160)}px`; // 0 on the hidden tab
    list.update(input.value);
    refreshButtons();
  }

  function refreshButtons() {
    send.disabled = !input.value.trim() && !tray.files().length;
    input.placeholder = tray.files().length ? "Add a caption" : mode?.placeholder ?? keyboard.present()?.input_field_placeholder ?? ENTER_HINT;
  }

  function onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && mode) {
      setMode(null);
    } else if (event.key === "ArrowUp" && !input.value) {
      const own = orderedMessages(view.chatId()).filter((message) => canEdit(message, view.actor())).at(-1);
      if (own) {
        event.preventDefault();
        edit(own);
      }
    }
  }

  function setMode(next) {
    if (mode?.kind === "edit" && next?.kind !== "edit") input.value = "";
    mode = next;
    context.hidden = !mode;
    if (mode) {
      const title = mode.kind === "edit" ? "Edit message" : `Reply to ${fullName(mode.message.sender_chat ?? mode.message.from)}`;
      fill(context, icon(mode.kind), h("span", {}, h("b", {}, title), h("span", {}, summary(mode.message))),
        iconButton("close", mode.kind === "edit" ? "Do not edit" : "Do not reply", { onclick: () => setMode(null) }));
    }
    onInput();
  }

  function replyTo(message, placeholder) {
    setMode({ kind: "reply", message, placeholder });
    input.focus();
  }

  function edit(message) {
    setMode({ kind: "edit", message });
    write(message.text ?? message.caption);
  }

  /** Sends what is written (or these words); what was refused stays in the input. */
  async function submit(ready) {
    const text = ready ?? input.value.trim();
    const files = ready === undefined ? tray.files() : [];
    if (!text && !files.length) return;
    const before = { mode, value: input.value };
    const request = mode?.kind === "edit" && ready === undefined
      ? () => api.editMessage({ ...who(), message_id: before.mode.message.message_id, text })
      : files.length ? () => api.sendFiles({ ...address(before.mode), caption: text, as: tray.kind() }, files)
        : () => api.sendMessage({ ...address(before.mode), text });
    if (ready === undefined || input.value.startsWith("/")) input.value = "";
    setMode(null);
    if (!(await attempt(request)) && ready === undefined) {
      setMode(before.mode);
      write(before.value);
    } else if (files.length) tray.clear();
  }

  async function attempt(request) {
    try {
      const reply = await request();
      for (const message of reply?.messages ?? (reply?.message_id ? [reply] : [])) putMessage(view.chatId(), message);
      changed();
      return true;
    } catch (error) {
      view.toast(error.message, "bad");
      return false;
    }
  }

  const who = () => ({ from: view.actor()?.id, chat_id: view.chatId() });

  function address(present) {
    const thread = view.threadId();
    return {
      ...who(),
      ...(present?.kind === "reply" && { reply_to: present.message.message_id }),
      ...(thread && { message_thread_id: thread }),
      ...(view.anonymous() && { as_anonymous_admin: true }),
    };
  }

  const special = (extra) => {
    const request = { ...address(mode), ...extra };
    setMode(null);
    return attempt(() => api.sendMessage(request));
  };

  async function shareContact() {
    const person = view.actor();
    const field = h("input", { name: "phone", type: "tel", value: phoneOf(person), "data-testid": "phone", required: true });
    const given = await ask({ title: "Share your phone number?", words: `${view.botName()} will see this number.`,
      fields: [h("label", {}, "Phone number", field)], accept: "Share", testid: "share-phone" });
    if (given) await special({ contact: { phone_number: given.phone, first_name: person.first_name, last_name: person.last_name, user_id: person.id } });
  }

  function attachMenu() {
    const voice = () => attempt(() => api.sendFiles({ ...address(mode), as: "voice" }, [testVoice()]));
    showMenu(clip, [
      { label: "Photo or file", icon: "image", testid: "attach-files", act: () => tray.picker.click() },
      { label: "Voice message (a test sound)", icon: "mic", testid: "attach-voice", act: voice },
      { label: "Sticker", icon: "smile", testid: "attach-sticker", act: () => special({ sticker: true }) },
      { label: "My contact", icon: "person", testid: "attach-contact", act: shareContact },
      { label: "Location", icon: "place", testid: "attach-location", act: () => special({ location: PLACE }) },
    ], "Attach");
  }

  /** The bot's ForceReply opens the reply by itself, once. */
  function openForcedReply() {
    const markup = keyboardOf(view.chatId(), view.actor()?.id);
    if (markup === opened.get(owner())) return;
    opened.set(owner(), markup);
    const asked = askedOf(view.chatId(), view.actor()?.id);
    if (!asked) return;
    setMode({ kind: "reply", message: asked, placeholder: markup.input_field_placeholder });
    if (document.activeElement === document.body || area.contains(document.activeElement)) input.focus();
  }

  function update() {
    if (owner() !== shownFor) {
      if (shownFor) drafts.set(shownFor, mode?.kind === "edit" ? "" : input.value);
      shownFor = owner();
      setMode(null);
      tray.clear();
      input.value = drafts.get(shownFor) ?? "";
      onInput();
    }
    const wall = obstacle(view, () => submit("/start"));
    writing.hidden = Boolean(wall);
    instead.hidden = !wall;
    if (wall) fill(instead, wall);
    slash.hidden = !commandsFor(view).length;
    keys.hidden = !keyboard.present();
    keys.setAttribute("aria-pressed", String(keyboard.isOpen()));
    keyboard.update();
    openForcedReply();
    refreshButtons();
  }

  return { root, update, replyTo, edit, submit };
}

const PLACE = { latitude: 50.4501, longitude: 30.5234 };

/** A made-up number, always the same for the same person. */
function phoneOf(person) {
  return `+38050${String(Math.abs(person?.id ?? 0) % 10_000_000).padStart(7, "0")}`;
}
