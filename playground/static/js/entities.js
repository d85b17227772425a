/**
 * A message's text with its entities as DOM nodes. Offsets and lengths count UTF-16 units, as JavaScript's strings do.
 */

import { h, icon } from "./dom.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]); // they end their line by themselves
const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s" };

/**
 * Appends the text to `parent`. `act` has `command(text)` and `copy(text)`: what a click on a command or on code does.
 */
export function appendText(parent, text, entities, act) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  appendSpan(parent, text, 0, text.length, ordered, act);
}

function appendSpan(parent, text, from, to, entities, act) {
  let at = from;
  while (entities.length) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) parent.append(text.slice(at, start));
    const inside = [];
    while (entities.length && entities[0].offset < end) inside.push(entities.shift());
    const { outer, inner } = element(entity, text.slice(start, end), act);
    appendSpan(inner, text, start, end, inside, act);
    parent.append(outer);
    at = BLOCKS.has(entity.type) && text[end] === "\n" && end < to ? end + 1 : end;
  }
  if (at < to) parent.append(text.slice(at, to));
}

function element(entity, words, act) {
  if (PLAIN[entity.type]) return same(h(PLAIN[entity.type]));
  switch (entity.type) {
    case "text_link": return link(entity.url, entity.url);
    case "url": return link(/^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`);
    case "email": return link(`mailto:${words}`);
    case "phone_number": return link(`tel:${words.replace(/[^\d+]/g, "")}`);
    case "code": return same(copied(h("code", {}), words, act));
    case "pre": return block(entity, words, act);
    case "spoiler": return same(spoiler());
    case "blockquote": return same(h("blockquote", {}));
    case "expandable_blockquote": return same(expandable());
    case "bot_command": return same(h("button", { type: "button", class: "text-link", onclick: () => act.command(words) }));
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag": return same(h("span", { class: "text-mark" }));
    default: return same(h("span"));
  }
}

function same(node) {
  return { outer: node, inner: node };
}

/** A link only where the scheme is harmless; anything else stays text. */
function link(address, title) {
  let scheme = "";
  try {
    scheme = new URL(address).protocol;
  } catch {
    scheme = "";
  }
  if (!SAFE_SCHEMES.has(scheme)) return same(h("span", { class: "text-mark" }));
  return same(h("a", { href: address, target: "_blank", rel: "noopener noreferrer", title }));
}

function copied(node, words, act) {
  node.tabIndex = 0;
  node.title = "Click to copy";
  node.setAttribute("role", "button");
  node.addEventListener("click", () => act.copy(words));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") act.copy(words);
  });
  return node;
}

function block(entity, words, act) {
  const inner = h("code");
  const head = h("span", { class: "pre-head" }, entity.language ?? "code",
    h("button", { type: "button", "aria-label": "Copy the code", onclick: () => act.copy(words) }, icon("copy")));
  return { outer: h("pre", {}, head, inner), inner };
}

function spoiler() {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" });
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return node;
}

function expandable() {
  const node = h("blockquote", { class: "expandable", tabindex: "0", title: "Click to show all of it" });
  const toggle = () => node.classList.toggle("open");
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => event.key === "Enter" && toggle());
  return node;
}
