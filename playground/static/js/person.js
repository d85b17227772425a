/**
 * What can be changed about one person (language, blocked, deleted; in the group their standing), and adding another.
 */

import * as api from "./api.js";
import { h } from "./dom.js";
import { ask } from "./dialogs.js";
import { LANGUAGES, fullName } from "./format.js";
import { look, state } from "./state.js";

const act = (view, request) => request.catch((error) => view.toast(error.message, "bad"));

function button(testid, label, onclick, danger = false) {
  return h("button", { type: "button", class: danger ? "danger" : "", "data-testid": testid, onclick }, label);
}

export function clientSettings(person, view) {
  if (person.deleted) return "";
  const block = () => act(view, api.changePerson(person.id, { blocked: !person.blocked }));
  return [
    h("div", { class: "list-head" }, fullName(person)),
    languageSelect(person, view),
    h("div", { class: "button-row" },
      button("block", person.blocked ? "Unblock the bot" : "Block the bot", block),
      button("delete-account", "Delete the account", () => deleteAccount(person, view), true)),
  ];
}

async function deleteAccount(person, view) {
  const sure = await ask({ title: "Delete this account?", danger: true, accept: "Delete",
    words: `${fullName(person)} leaves Telegram for good. The bot can no longer write to them.` });
  if (sure) act(view, api.changePerson(person.id, { deleted: true }));
}

export function engineerSettings(person, view) {
  const standing = (testid, label, status, danger) =>
    button(testid, label, () => act(view, api.setMember(view.chatId(), person.id, status)), danger);
  const admin = ["creator", "administrator"].includes(person.engineer);
  return [
    h("div", { class: "list-head" }, fullName(person)),
    languageSelect(person, view),
    admin && anonymousCheck(view),
    h("div", { class: "button-row" },
      person.engineer === "member" && standing("promote", "Make admin", "administrator"),
      person.engineer === "administrator" && standing("demote", "No longer admin", "member"),
      person.engineer === "left" ? standing("rejoin", "Join again", "member") : standing("leave", "Leave the group", "left", true)),
  ];
}

function anonymousCheck(view) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", checked: view.anonymous(), "data-testid": "anonymous",
    onchange: (event) => look({ anonymous: event.target.checked }) }), "Write as the group (anonymous admin)");
}

function languageSelect(person, view) {
  const change = (event) => act(view, api.changePerson(person.id, { language_code: event.target.value }));
  return h("label", { class: "field" }, "Telegram's language",
    h("select", { "data-testid": "language", onchange: change }, languageOptions(person.language_code)));
}

function languageOptions(chosen) {
  const known = !chosen || LANGUAGES.some(([code]) => code === chosen);
  const offered = known ? LANGUAGES : [...LANGUAGES, [chosen, chosen]];
  return offered.map(([code, name]) => h("option", { value: code, selected: code === chosen }, name));
}

/** The form that adds a client or an engineer; `choose(person)` is called with who was added. */
export function addForm(view, choose) {
  const isClient = view.kind === "client";
  const name = h("input", { name: "name", required: true, maxlength: 64, placeholder: "First and last name", "aria-label": "Name",
    "data-testid": "new-name", autocomplete: "off" });
  const language = h("select", { "aria-label": "Language", "data-testid": "new-language" }, languageOptions("uk"));
  const add = h("button", { type: "submit", class: "primary", "data-testid": "add-person" }, "Add");
  const form = h("form", { class: "add-person" },
    h("div", { class: "list-head" }, isClient ? "Add a client" : "Add an engineer"),
    h("div", { class: "add-row" }, name, language, add));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first, ...rest] = name.value.trim().split(/\s+/);
    if (!first) return;
    const person = await act(view, api.addPerson({ first_name: first, last_name: rest.join(" ") || undefined,
      language_code: language.value, client: isClient, engineer: isClient ? null : "member" }));
    if (!person) return;
    state.people.set(person.id, person);
    name.value = "";
    choose(person);
  });
  return form;
}
