/**
 * What the next words are for: a reply to a message or the edit of one, shown above the input until sent or closed.
 */

import { fill, h, icon, iconButton } from "./dom.js";
import { fullName, summary } from "./format.js";

/** `changed(before, after)` is called when it changes; a mode is null or {kind: "reply" | "edit", message, placeholder}. */
export function createContext(changed) {
  const root = h("div", { class: "context", hidden: true, "data-testid": "context" });
  let mode = null;

  function set(next) {
    const before = mode;
    mode = next;
    root.hidden = !mode;
    if (mode) draw();
    changed(before, mode);
  }

  function draw() {
    const editing = mode.kind === "edit";
    const whose = fullName(mode.message.sender_chat ?? mode.message.from);
    fill(root, icon(mode.kind),
      h("span", {}, h("b", {}, editing ? "Edit message" : `Reply to ${whose}`), h("span", {}, summary(mode.message))),
      iconButton("close", editing ? "Do not edit" : "Do not reply", { onclick: () => set(null) }));
  }

  return {
    root,
    set,
    get: () => mode,
    isEdit: () => mode?.kind === "edit",
    replied: () => (mode?.kind === "reply" ? mode.message : null),
  };
}
