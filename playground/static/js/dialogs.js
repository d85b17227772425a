/**
 * What opens above the page: toasts, alerts, questions, one picture in full, menus beside a button.
 */

import { h, icon, iconButton } from "./dom.js";

const TOAST_MS = 4500;

/** A notice in the given box (a pane), gone by itself; `tone` "bad" for refusals. */
export function showToast(box, text, tone = "") {
  box.querySelector(".toast")?.remove();
  const toast = h("div", { class: `toast ${tone}`, role: tone ? "alert" : "status", "data-testid": "toast" }, text);
  toast.addEventListener("click", () => toast.remove());
  box.append(toast);
  setTimeout(() => toast.remove(), TOAST_MS + 40 * text.length);
}

function openDialog(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  return dialog;
}

/** An answer to a press that wants to be seen (show_alert). */
export function showAlert(text, from) {
  const dialog = h("dialog", { class: "dialog alert", "data-testid": "alert", "aria-label": from });
  dialog.append(h("h2", {}, from), h("p", {}, text), h("div", { class: "dialog-row" },
    h("button", { type: "button", class: "primary", "data-testid": "alert-ok", onclick: () => dialog.close() }, "OK")));
  openDialog(dialog);
}

/**
 * Asks something; resolves with an object of the fields by name, or with null when the person turns away.
 * `fields` are elements with `name`; `accept` is the word on the button.
 */
export function ask({ title, words, fields = [], accept, danger = false, testid = "question" }) {
  return new Promise((resolve) => {
    let answer = null;
    const form = h("form", { method: "dialog" });
    const dialog = h("dialog", { class: "dialog", "data-testid": testid, "aria-label": title }, form);
    form.append(h("h2", {}, title), words ? h("p", {}, words) : "", ...fields, h("div", { class: "dialog-row" },
      h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      h("button", { type: "submit", class: danger ? "danger" : "primary", "data-testid": `${testid}-accept` }, accept)));
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // the page's policy lets no form go anywhere
      answer = Object.fromEntries(new FormData(form));
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(answer));
    openDialog(dialog);
  });
}

export function showPicture(address, caption) {
  const dialog = h("dialog", { class: "picture-view", "aria-label": "Picture" });
  dialog.append(iconButton("close", "Close", { onclick: () => dialog.close() }), h("img", { src: address, alt: caption || "Picture" }),
    caption ? h("p", {}, caption) : "");
  openDialog(dialog);
}

/**
 * A menu beside `anchor`. Items: {label, icon, act, danger, testid} or an element. Arrows move, Escape closes.
 */
export function showMenu(anchor, items, label) {
  document.querySelector(".menu")?.remove();
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, "data-testid": "menu" });
  const close = (giveBack) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (giveBack) anchor.focus?.();
  };
  const outside = (event) => menu.contains(event.target) || close(false);
  for (const item of items.filter(Boolean)) {
    menu.append(item instanceof Node ? item : h("button", {
      type: "button", role: "menuitem", class: item.danger ? "danger" : "", "data-testid": item.testid,
      onclick: () => {
        close(true);
        item.act();
      },
    }, icon(item.icon), h("span", {}, item.label)));
  }
  menu.addEventListener("click", (event) => event.target.closest("[data-closes]") && close(true));
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu, close));
  document.body.append(menu);
  placeBeside(menu, anchor);
  document.addEventListener("pointerdown", outside, true);
  menu.querySelector("button")?.focus();
}

function moveInMenu(event, menu, close) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close(true);
  } else if (step) {
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }
}

function placeBeside(menu, anchor) {
  const spot = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(8, spot.left), innerWidth - width - 8);
  const below = spot.bottom + 6;
  menu.style.left = `${left}px`;
  menu.style.top = `${below + height > innerHeight - 8 ? Math.max(8, spot.top - height - 6) : below}px`;
}
