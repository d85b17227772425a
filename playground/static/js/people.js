/**
 * Who holds the phone, and who of the engineers writes: a button with the person, and a sheet to choose another.
 */

import { h, icon, fill } from "./dom.js";
import { fullName, languageName } from "./format.js";
import { addForm, clientSettings, engineerSettings } from "./person.js";
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
    "aria-label": isClient ? "Whose phone is this" : "Which engineer are you" }, list, settings, addForm(view, choose));
  const root = h("div", { class: "who-bar" },
    h("span", { class: "who-lead" }, isClient ? "Phone of" : "You are"), button, sheet);
  let drawn = "";
  let drawnSettings = "";

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
    const seen = JSON.stringify([[...state.people.values()], person, [...state.unread], view.anonymous()]);
    if (seen === drawn) return;
    drawn = seen;
    fill(button, person && avatar(person, "small"), h("b", {}, person ? fullName(person) : "Nobody yet"),
      person && h("small", {}, badgeOf(person)), otherUnread(), icon("down"));
    const others = isClient ? engineers() : [];
    const head = others.length > 0 && h("div", { class: "list-head" }, "Engineers, writing to the bot in private");
    fill(list, rows.map(personRow), head, others.map(personRow));
    drawSettings(person);
  }

  /** Only for a change of this person: a list that is open is not taken away by other news. */
  function drawSettings(person) {
    const seen = JSON.stringify([person, view.anonymous()]);
    if (seen === drawnSettings) return;
    drawnSettings = seen;
    if (!person) fill(settings);
    else fill(settings, isClient ? clientSettings(person, view) : engineerSettings(person, view));
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
    const loud = all.some(([, some]) => some.loud);
    return h("span", { class: `badge ${loud ? "" : "quiet"}`, title: "Unread in other phones" }, String(count));
  }

  return { root, update };
}
