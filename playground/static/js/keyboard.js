/**
 * The reply keyboard under the input, and the list of the bot's commands.
 */

import { h, fill } from "./dom.js";
import { keyboardOf, state } from "./state.js";

/**
 * The reply keyboard of whoever `view` shows. `act` has text(words), contact(button) and location(button).
 * `update()` draws it; `toggle()` folds it.
 */
export function createReplyKeyboard(view, act) {
  const root = h("div", { class: "reply-keyboard", hidden: true, "data-testid": "reply-keyboard" });
  const folded = new Map(); // chat and person -> the keyboard they folded away
  let drawn = null;

  const owner = () => `${view.chatId()}:${view.actor()?.id}`;
  const present = () => {
    const markup = keyboardOf(view.chatId(), view.actor()?.id);
    return markup?.keyboard?.length ? markup : null;
  };
  const isOpen = () => Boolean(present()) && folded.get(owner()) !== JSON.stringify(present());

  function toggle(open = !isOpen()) {
    if (open) folded.delete(owner());
    else folded.set(owner(), JSON.stringify(present()));
  }

  function update() {
    const markup = present();
    root.hidden = !isOpen();
    const signature = JSON.stringify(markup);
    if (signature === drawn) return;
    drawn = signature;
    fill(root, (markup?.keyboard ?? []).map((row) => h("div", { class: "reply-row" }, row.map((button) => replyButton(button, markup)))));
  }

  function replyButton(button, markup) {
    const { text, ...special } = typeof button === "string" ? { text: button } : button;
    return h("button", { type: "button", "data-testid": "reply-button", class: special.style ? `style-${special.style}` : "",
      onclick: () => {
        if (markup.one_time_keyboard) toggle(false);
        if (special.request_contact) act.contact();
        else if (special.request_location) act.location();
        else act.text(text);
      } }, text);
  }

  return { root, update, toggle, isOpen, present };
}

/** The commands that this person's private chat offers: those in their language, or those for everybody. */
export function commandsFor(view) {
  if (view.kind !== "client") return [];
  const all = state.bot.commands ?? {};
  return all[view.actor()?.language_code] ?? all[""] ?? [];
}

/** The list that opens above the input while it holds the beginning of a command. */
export function createCommandList(view, choose) {
  const root = h("div", { class: "commands", role: "listbox", "aria-label": "Commands", hidden: true, "data-testid": "commands" });

  function update(written) {
    const wanted = /^\/(\w*)$/.exec(written)?.[1];
    const found = wanted === undefined ? [] : commandsFor(view).filter(({ command }) => command.startsWith(wanted));
    root.hidden = !found.length;
    fill(root, found.map(({ command, description }) => h("button", {
      type: "button", role: "option", "data-command": command, onclick: () => choose(`/${command}`),
    }, h("b", {}, `/${command}`), h("span", {}, description))));
  }

  return { root, update };
}
