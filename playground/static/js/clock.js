/**
 * The clock of the playground: the button that shows the time, and the panel that moves it forward and makes it run.
 */

import * as api from "./api.js";
import { h, icon, fill } from "./dom.js";
import { dayKey, elsewhere, longTimeOf, span, timeOf, wholeDayOf } from "./format.js";
import { changed } from "./state.js";
import { playClock, takeClock } from "./time.js";

const LEAPS = [["+1 min", 60], ["+15 min", 900], ["+1 h", 3600], ["+1 day", 86400]];
const SPEEDS = [1, 60, 600];
const DRAW_MS = 250;

/** Puts the button with its panel into `root`. */
export function createClock(root, toast) {
  const words = h("span", { class: "clock-words" });
  const speed = h("span", { class: "clock-speed", hidden: true });
  const button = h("button", { type: "button", class: "trouble-button timed clock-button", "data-testid": "clock-button", "aria-haspopup": "dialog",
    "aria-expanded": "false", onclick: () => open(panel.hidden) }, icon("clock"), words, speed);
  const time = h("time", { class: "clock-time", "data-testid": "clock-time" });
  const day = h("p", { class: "clock-day", "data-testid": "clock-day" });
  const zone = h("p", { class: "clock-zone", "data-testid": "clock-zone", hidden: true });
  const until = h("input", { type: "datetime-local", "data-testid": "clock-to", "aria-label": "Go forward to", oninput: update });
  const go = h("button", { type: "submit", "data-testid": "clock-go" }, "Go");
  const speeds = SPEEDS.map((rate) => h("button", { type: "button", "data-testid": `clock-speed-${rate}`, onclick: () => set({ rate }) },
    rate === 1 ? "as it does" : `×${rate}`));
  const lead = h("small", { class: "clock-lead", "data-testid": "clock-lead" });
  const panel = h("div", { class: "sheet trouble-panel clock-panel", role: "dialog", "aria-label": "Time", hidden: true, "data-testid": "clock-panel" },
    h("div", { class: "clock-face" }, time, day, zone),
    h("fieldset", {}, h("legend", {}, "Go forward"), h("small", {}, "The bot lives by this clock: its deadlines pass"),
      h("div", { class: "segments leaps" }, LEAPS.map(([label, plus]) => h("button", { type: "button",
        "data-testid": `clock-plus-${plus}`, onclick: () => set({ plus }) }, label))),
      h("form", { class: "add-row clock-row", onsubmit: goTo }, until, go)),
    h("fieldset", {}, h("legend", {}, "Time runs"), h("div", { class: "segments" }, speeds)),
    lead);
  let drawnDay = "";
  root.append(button, panel);

  root.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  document.addEventListener("pointerdown", (event) => !panel.hidden && !root.contains(event.target) && open(false));
  setInterval(update, DRAW_MS);

  function open(on) {
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (on) {
      until.value = "";
      update();
    } else if (panel.contains(document.activeElement)) button.focus();
  }

  async function set(change) {
    try {
      takeClock(await api.setClock(change));
      changed();
    } catch (error) {
      toast(error.message, "bad");
    }
  }

  function goTo(event) {
    event.preventDefault();
    const wanted = new Date(until.value).getTime() / 1000;
    if (Number.isFinite(wanted)) set({ to: wanted }).then(() => { until.value = ""; });
  }

  function update() {
    const { now, rate, ahead, zone: company } = playClock();
    if (drawnDay !== dayKey(now)) {
      drawnDay = dayKey(now);
      changed(); // what was today is yesterday
    }
    put(words, timeOf(now));
    put(speed, `×${rate}`);
    speed.hidden = rate === 1;
    button.classList.toggle("on", rate !== 1);
    button.setAttribute("aria-label", `Time: ${timeOf(now)}${rate === 1 ? "" : `, ${rate} times as fast`}`);
    if (panel.hidden) return;
    put(time, longTimeOf(now));
    put(day, wholeDayOf(now));
    const there = company ? elsewhere(now, company) : "";
    zone.hidden = !there;
    put(zone, there);
    for (const [index, one] of speeds.entries()) one.setAttribute("aria-pressed", String(SPEEDS[index] === rate));
    const wanted = new Date(until.value).getTime() / 1000;
    go.disabled = !(wanted > now);
    go.title = go.disabled ? "Choose a later time: time never goes back" : "";
    put(lead, ahead < 1 ? "This is the real time."
      : `${span(ahead)} ahead of the real time. There is no way back, for what the bot has written down would lie in the future; `
        + "to begin anew, stop both and delete the playground's files.");
  }

  update();
  return { update };
}

/** Writes only what is new, so that nothing flickers and nobody's selection is lost. */
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
