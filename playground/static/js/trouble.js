/**
 * The panel where Telegram is made to fail on purpose, in plain words, and the badge that says that it does.
 */

import * as api from "./api.js";
import { h, icon, fill } from "./dom.js";
import { fullName } from "./format.js";
import { changed, groups, state } from "./state.js";

const CALM = { delay_ms: 0, rate_limit: 0, server_error: 0, drop: "none", chats: [], methods: [], times: null };

/** What may go wrong: [key, words, [[value, label], …]]; the first value is "well". */
const KINDS = [
  ["delay_ms", "Telegram is slow", "Every answer takes this long",
    [[0, "No"], [1000, "1 s"], [3000, "3 s"], [10000, "10 s"]]],
  ["rate_limit", "“Too many requests”", "Telegram refuses to send (429) and asks to wait",
    [[0, "No"], [3, "3 s"], [15, "15 s"], [60, "1 min"]]],
  ["server_error", "Telegram is broken", "Answers with an error of its own", [[0, "No"], [500, "Error 500"], [502, "502 page"]]],
  ["drop", "The connection breaks", "Before the message went through, or after it",
    [["none", "No"], ["before", "Before"], ["after", "After"]]],
];
const TIMES = [[null, "Until I stop it"], [1, "Once"], [3, "3 times"]];

/** Puts the button with its panel into `root`; `clientOf()` is the person of the client's phone. */
export function createTrouble(root, clientOf, toast) {
  const button = h("button", { type: "button", class: "trouble-button", "data-testid": "trouble-button", "aria-haspopup": "dialog",
    "aria-expanded": "false", onclick: () => open(panel.hidden) });
  const panel = h("div", { class: "sheet trouble-panel", role: "dialog", "aria-label": "Trouble", hidden: true, "data-testid": "trouble-panel" });
  root.append(button, panel);
  let drawn = "";

  root.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  document.addEventListener("pointerdown", (event) => !panel.hidden && !root.contains(event.target) && open(false));

  function open(on) {
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (!on && panel.contains(document.activeElement)) button.focus();
  }

  async function set(change) {
    const wanted = { ...CALM, ...pick(state.trouble), ...change };
    try {
      state.trouble = (await api.setTrouble(wanted)) ?? wanted;
      changed();
    } catch (error) {
      toast(error.message, "bad");
    }
  }

  function update() {
    const client = clientOf();
    const seen = JSON.stringify([state.trouble, client, groups()]);
    if (seen === drawn) return;
    drawn = seen;
    const on = isOn(state.trouble);
    fill(button, icon("storm"), h("span", {}, on ? words(state.trouble) : "Trouble"));
    button.setAttribute("aria-label", on ? `Trouble: ${words(state.trouble)}` : "Trouble"); // a phone shows the icon alone
    button.classList.toggle("on", on);
    const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    fill(panel, h("h2", {}, "Trouble"), h("p", {}, "Make Telegram misbehave and see how the bot copes."),
      KINDS.map(([key, title, hint, values]) => choice(title, hint, values, state.trouble[key], (value) => set({ [key]: value }), key)),
      choice("How often", "", TIMES, state.trouble.times ?? null, (times) => set({ times }), "times"),
      choice("Where", "", places(client), placeOf(), (place) => set({ chats: place }), "chats"),
      client && choice(`${fullName(client)} blocked the bot`, "The bot can no longer write to this client", [[false, "No"], [true, "Yes"]],
        Boolean(client.blocked), block, "blocked"),
      h("button", { type: "button", class: "primary wide", "data-testid": "all-well", disabled: !on && !client?.blocked,
        onclick: allWell }, "All well again"));
    panel.querySelector(`[data-testid="${focused}"]`)?.focus();
  }

  function places(client) {
    return [[[], "Everywhere"], [client ? [client.id] : [], "This client"], [groups().map(({ id }) => id), "The group"]];
  }

  function placeOf() {
    return state.trouble.chats ?? [];
  }

  const block = (blocked) => api.changePerson(clientOf().id, { blocked }).catch((error) => toast(error.message, "bad"));

  function allWell() {
    set(CALM);
    if (clientOf()?.blocked) block(false);
  }

  return { update };
}

function choice(title, hint, values, present, choose, name) {
  return h("fieldset", {}, h("legend", {}, title), hint ? h("small", {}, hint) : "",
    h("div", { class: "segments" }, values.map(([value, label]) => h("button", { type: "button",
      "aria-pressed": String(JSON.stringify(value) === JSON.stringify(present)), "data-testid": `trouble-${name}-${label.replaceAll(" ", "-")}`,
      onclick: () => choose(value) }, label))));
}

function pick(trouble) {
  return Object.fromEntries(Object.entries(trouble ?? {}).filter(([key]) => key in CALM));
}

function isOn(trouble) {
  const breaks = (trouble.drop ?? "none") !== "none";
  return Boolean(trouble.delay_ms || trouble.rate_limit || trouble.server_error || breaks) && trouble.times !== 0;
}

function words(trouble) {
  return [trouble.delay_ms && `slow, ${trouble.delay_ms / 1000} s`, trouble.rate_limit && `429, ${trouble.rate_limit} s`,
    trouble.server_error && `error ${trouble.server_error}`, trouble.drop && trouble.drop !== "none" && "connection breaks"]
    .filter(Boolean).join(" · ");
}
