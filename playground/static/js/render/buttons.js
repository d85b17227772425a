/**
 * Inline keyboards under a bubble: pressing asks the bot, and its answer is shown as a toast, an alert or a link.
 */

import { h, icon } from "../dom.js";
import { showAlert } from "../dialogs.js";
import { isWaiting, press } from "../presses.js";

/** The keyboard of a message as seen by `view` (its actor presses); null where there is none. */
export function inlineKeyboard(message, view) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard", "data-testid": "inline-keyboard" },
    rows.map((row) => h("div", { class: "inline-row" }, row.map((button) => inlineButton(button, message, view)))));
}

function inlineButton(button, message, view) {
  const style = button.style ? `style-${button.style}` : "";
  if (button.url) {
    return h("a", { class: `inline-button ${style}`, href: safeAddress(button.url), target: "_blank", rel: "noopener noreferrer" },
      h("span", {}, button.text), icon("link"));
  }
  const waits = isWaiting(pressOf(button, message, view));
  return h("button", {
    type: "button", class: `inline-button ${style} ${waits ? "waiting" : ""}`, "data-callback": button.callback_data,
    "data-testid": "inline-button", "aria-busy": waits ? "true" : null,
    onclick: () => onPress(button, message, view),
  }, h("span", {}, button.text), button.copy_text && icon("copy"));
}

/** The press of a button by whoever acts in the pane. */
export function pressOf(button, message, view) {
  return { from: view.actor()?.id, chatId: view.chatId(), messageId: message.message_id, data: button.callback_data };
}

function safeAddress(address) {
  return /^(https?|tg):/i.test(address) ? address : null;
}

async function onPress(button, message, view) {
  if (button.copy_text) {
    view.copy(button.copy_text.text);
    return;
  }
  if (button.callback_data === undefined) {
    view.toast("The playground does not do this kind of button.");
    return;
  }
  try {
    const answer = await press(pressOf(button, message, view));
    if (answer === null) view.toast("The bot has not answered this press.");
    else showAnswer(answer, view);
  } catch (error) {
    view.toast(error.message, "bad");
  }
}

/** Shows what the bot answered to a press. */
export function showAnswer(answer, view) {
  if (answer.url) window.open(answer.url, "_blank", "noopener");
  if (!answer.text) return;
  if (answer.alert) showAlert(answer.text, view.botName());
  else view.toast(answer.text);
}
