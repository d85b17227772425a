/**
 * Who holds the phone, and who of the engineers writes: a button with the person, and a sheet to choose, add and change.
 */

import * as api from "./api.js";
import { h, icon, fill } from "./dom.js";
import { ask } from "./dialogs.js";
import { LANGUAGES, fullName, languageName } from "./format.js";
import { avatar } from "./render/avatar.js";
import { clients, engineers, look, state } from "./state.js";

const ROLES = { creator: "owner", administrator: "admin", member: "engineer", left: "left the group" };

/** The person bar of a pane ("client" or "group"). */
export function createPeople(view) {
  const isClient = view.kind === "client";
  const button = h("button", { type: "button", class: "who", "aria-haspopup": "dialog", "aria-expanded": "false",
    "data-testid": `${view.kind}-who`, onclick: () => open(sheet.hidden) });
  const list = h("div", { class: "people-list", role: "listbox", "aria-label": isClient ? "Clients" : "Engineers" });
  const settings = h("div", { class: "person-settings" });
  const sheet = h("div", { class: "sheet", role: "dialog", hidden: true, "data-testid": `${view.kind}-people`,
    "aria-label": isClient ? "Whose phone is this" : "Which engineer are you" }, list, settings, addForm());
  const root = h("div", { class: "who-bar" },
    h("span", { class: "who-lead" }, isClient ? "Phone of" : "You are"), button, sheet);
  let drawn = "";

  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open(false);
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!sheet.hidden && !root.contains(event.target) && !event.target.closest("dialog")) open(false);
  });

  function open(on) {
    sheet.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (on) sheet.querySelector('[aria-selected="true"]')?.focus();
  }

  function choose(person) {
    look(isClient ? { client: person.id } : { engineer: person.id, anonymous: false });
    open(false);
    button.focus();
  }

  const act = (request) => request.catch((error) => view.toast(error.message, "bad"));

  function personRow(person) {
    const chosen = person.id === view.actor()?.id;
    const unread = isClient && state.unread.get(person.id);
    return h("button", { type: "button", role: "option", "aria-selected": String(chosen), class: "person-row",
      "data-person": person.id, "data-testid": "person", onclick: () => choose(person) },
    avatar(person, "small"),
    h("span", { class: "person-words" }, h("b", {}, fullName(person)), h("small", {}, about(person))),
    unread && h("span", { class: `badge ${unread.loud ? "" : "quiet"}` }, String(unread.count)), chosen && icon("check"));
  }

  function about(person) {
    return [languageName(person.language_code), person.engineer && ROLES[person.engineer],
      isClient && person.blocked && "blocked the bot", person.deleted && "account deleted"].filter(Boolean).join(" · ");
  }

  function update() {
    const person = view.actor();
    const rows = isClient ? clients() : engineers();
    const seen = JSON.stringify([rows, person, [...state.unread], view.anonymous(), view.chatId()]);
    if (seen === drawn) return;
    drawn = seen;
    fill(button, person ? avatar(person, "small") : "", h("b", {}, person ? fullName(person) : "Nobody yet"),
      person ? h("small", {}, badgeOf(person)) : "", otherUnread(), icon("down"));
    const others = isClient ? engineers() : [];
    fill(list, rows.map(personRow), others.length ? h("div", { class: "list-head" }, "Engineers, writing to the bot in private") : "",
      others.map(personRow));
    fill(settings, person ? (isClient ? clientSettings(person) : engineerSettings(person)) : "");
  }

  function badgeOf(person) {
    if (!isClient) return view.anonymous() ? "anonymous admin" : ROLES[person.engineer] ?? "";
    if (person.deleted) return "";
    if (person.blocked) return "blocked the bot";
    return languageName(person.language_code);
  }

  function otherUnread() {
    if (!isClient) return "";
    const all = [...state.unread].filter(([chatId]) => chatId > 0);
    if (!all.length) return "";
    const count = all.reduce((sum, [, { count: some }]) => sum + some, 0);
    return h("span", { class: `badge ${all.some(([, { loud }]) => loud) ? "" : "quiet"}`, title: "Unread in other phones" }, String(count));
  }

  function languageSelect(person) {
    return h("label", { class: "field" }, "Telegram's language",
      h("select", { "data-testid": "language", onchange: (event) => act(api.changePerson(person.id, { language_code: event.target.value })) },
        languageOptions(person.language_code)));
  }

  function clientSettings(person) {
    if (person.deleted) return "";
    return [h("div", { class: "list-head" }, fullName(person)), languageSelect(person), h("div", { class: "button-row" },
      h("button", { type: "button", "data-testid": "block",
        onclick: () => act(api.changePerson(person.id, { blocked: !person.blocked })) }, person.blocked ? "Unblock the bot" : "Block the bot"),
      h("button", { type: "button", class: "danger", "data-testid": "delete-account",
        onclick: () => deleteAccount(person) }, "Delete the account"))];
  }

  async function deleteAccount(person) {
    const sure = await ask({ title: "Delete this account?", danger: true, accept: "Delete",
      words: `${fullName(person)} leaves Telegram for good. The bot can no longer write to them.` });
    if (sure) act(api.changePerson(person.id, { deleted: true }));
  }

  function engineerSettings(person) {
    const set = (status) => () => act(api.setMember(view.chatId(), person.id, status));
    const admin = ["creator", "administrator"].includes(person.engineer);
    return [h("div", { class: "list-head" }, fullName(person)), languageSelect(person),
      admin && h("label", { class: "check" }, h("input", { type: "checkbox", checked: view.anonymous(), "data-testid": "anonymous",
        onchange: (event) => look({ anonymous: event.target.checked }) }), "Write as the group (anonymous admin)"),
      h("div", { class: "button-row" },
        person.engineer === "member" && h("button", { type: "button", "data-testid": "promote", onclick: set("administrator") }, "Make admin"),
        person.engineer === "administrator" && h("button", { type: "button", "data-testid": "demote", onclick: set("member") }, "No longer admin"),
        person.engineer === "left"
          ? h("button", { type: "button", "data-testid": "rejoin", onclick: set("member") }, "Join again")
          : h("button", { type: "button", class: "danger", "data-testid": "leave", onclick: set("left") }, "Leave the group"))];
  }

  function addForm() {
    const name = h("input", { name: "name", required: true, maxlength: 64, placeholder: "First and last name", "aria-label": "Name",
      "data-testid": "new-name", autocomplete: "off" });
    const language = h("select", { "aria-label": "Language", "data-testid": "new-language" }, languageOptions("uk"));
    const form = h("form", { class: "add-person" }, h("div", { class: "list-head" }, isClient ? "Add a client" : "Add an engineer"),
      h("div", { class: "add-row" }, name, language, h("button", { type: "submit", class: "primary", "data-testid": "add-person" }, "Add")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [first, ...rest] = name.value.trim().split(/\s+/);
      if (!first) return;
      try {
        const person = await api.addPerson({ first_name: first, last_name: rest.join(" ") || undefined,
          language_code: language.value, client: isClient, engineer: isClient ? null : "member" });
        state.people.set(person.id, person);
        name.value = "";
        choose(person);
      } catch (error) {
        view.toast(error.message, "bad");
      }
    });
    return form;
  }

  return { root, update };
}

function languageOptions(chosen) {
  const known = LANGUAGES.some(([code]) => code === chosen) || !chosen ? LANGUAGES : [...LANGUAGES, [chosen, chosen]];
  return known.map(([code, name]) => h("option", { value: code, selected: code === chosen }, name));
}
