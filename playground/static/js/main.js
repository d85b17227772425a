/**
 * The playground's page: a messenger in which a person tries the bot with no Telegram.
 *
 * Selectors that tests may rely on (data-testid unless said otherwise; look inside a pane where there are two):
 *   panes            client, group; tabs at phone width: tab-client, tab-group; stream: live (data-live="yes" | "no")
 *   composer         input, send, attach, file-input, tray, as-photo, as-file, context (the reply or edit on top),
 *                    commands-button, commands (options: [data-command]), keyboard-toggle, reply-keyboard, reply-button,
 *                    attach-files, attach-voice, attach-sticker, attach-contact, attach-location (in the attach menu)
 *   instead of it    start, unblock, join; question before a contact is shared: share-phone, phone, share-phone-accept
 *   messages         message and [data-message-id]; [data-album=n] on an album; picture, file, voice, sticker, contact,
 *                    quote, silent, loud, edited, reactions, service, pinned, topics ([data-topic]), action, greeting
 *   on a message     reply, message-menu; in the menu: menu-edit, react-👍 …
 *   inline buttons   inline-keyboard, inline-button, [data-callback="…"]; .waiting / [aria-busy] until answered
 *   answers          toast (in the pane), alert (a dialog), alert-ok
 *   people           client-who, group-who (the buttons), client-people, group-people (the sheets), person and
 *                    [data-person="id"], language, block, delete-account, promote, demote, leave, rejoin, anonymous,
 *                    new-name, new-language, add-person; a question's yes: question-accept
 *   group            group-menu, migrate, switch-topics, delete-topic
 *   trouble          trouble-button (class "on"), trouble-panel, all-well, trouble-<key>-<label>, as
 *                    trouble-delay_ms-3-s, trouble-rate_limit-15-s, trouble-server_error-502-page, trouble-drop-After,
 *                    trouble-times-Once, trouble-chats-The-group, trouble-blocked-Yes (No ends each)
 *   time             clock-button (class "on" while it runs faster), clock-panel, clock-time, clock-day, clock-zone,
 *                    clock-plus-60 (-900, -3600, -86400), clock-to, clock-go, clock-speed-1 (-60, -600), clock-lead
 */

import { createClock } from "./clock.js";
import { showToast } from "./dialogs.js";
import { follow } from "./events.js";
import { createPane } from "./pane.js";
import { hearAnswers } from "./presses.js";
import { showAnswer } from "./render/buttons.js";
import { look, recallView, state, subscribe } from "./state.js";
import { createTrouble } from "./trouble.js";

const panes = { client: createPane("client"), group: createPane("group") };
document.querySelector("#panes").append(panes.client.root, panes.group.root);

const trouble = createTrouble(document.querySelector("#trouble"), () => panes.client.view.actor(),
  (text, tone) => showToast(document.body, text, tone));

const clock = createClock(document.querySelector("#clock"), (text, tone) => showToast(document.body, text, tone));

function updateTabs() {
  document.body.dataset.tab = state.view.tab;
  for (const tab of ["client", "group"]) {
    const button = document.querySelector(`#tab-${tab}`);
    button.setAttribute("aria-selected", String(state.view.tab === tab));
    const unread = [...state.unread].filter(([chatId]) => (tab === "client") === chatId > 0).map(([, some]) => some);
    const badge = button.querySelector(".badge");
    badge.hidden = !unread.length;
    badge.textContent = String(unread.reduce((sum, { count }) => sum + count, 0));
    badge.classList.toggle("quiet", !unread.some(({ loud }) => loud));
  }
}

function showLive(isLive) {
  const sign = document.querySelector("#live");
  sign.dataset.live = isLive ? "yes" : "no";
  sign.textContent = isLive ? "live" : "reconnecting…";
}

for (const tab of ["client", "group"]) {
  document.querySelector(`#tab-${tab}`).addEventListener("click", () => look({ tab }));
}
matchMedia("(max-width: 820px)").addEventListener("change", () => look({}));

subscribe(() => {
  updateTabs();
  panes.client.update();
  panes.group.update();
  trouble.update();
  clock.update();
});
hearAnswers((answer) => {
  const pane = Object.values(panes).find(({ view }) => view.actor()?.id === answer.user_id);
  if (pane) showAnswer(answer, pane.view);
});
for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => event.preventDefault()); // a file dropped beside a chat opens nowhere
}
recallView();
follow(showLive);
