/**
 * What stands in place of the input when a person cannot write: START, UNBLOCK, JOIN, or a plain line.
 */

import * as api from "./api.js";
import { h } from "./dom.js";
import { messagesOf } from "./state.js";

const PRESENT = new Set(["creator", "administrator", "member", "restricted"]);

/** The element to show instead of the input, or null when the person can write. `start()` sends /start. */
export function obstacle(view, start) {
  const person = view.actor();
  if (!person) return line("Nobody is here yet. Add a person above.");
  if (person.deleted) return line("This account was deleted.");
  const act = (request) => () => request(view.actor().id).catch((error) => view.toast(error.message, "bad"));
  if (view.kind === "client") {
    if (person.blocked) return big("UNBLOCK", "unblock", act((id) => api.changePerson(id, { blocked: false })));
    if (!messagesOf(view.chatId()).size) return big("START", "start", start);
    return null;
  }
  if (!view.chatId()) return line("There is no group.");
  if (!PRESENT.has(view.chat()?.members?.[person.id])) {
    return big("JOIN THE GROUP", "join", act((id) => api.setMember(view.chatId(), id, "member")));
  }
  return null;
}

function big(words, testid, act) {
  return h("button", { type: "button", class: "big-button", "data-testid": testid, onclick: act }, words);
}

function line(words) {
  return h("p", {}, words);
}
