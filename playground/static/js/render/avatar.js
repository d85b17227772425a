/**
 * Round pictures with initials, in a colour that follows from the id.
 */

import { h } from "../dom.js";
import { fullName, initials, tint } from "../format.js";

export function avatar(who, size = "") {
  const name = fullName(who);
  return h("span", { class: `avatar ${who?.deleted ? "gone" : `tint-${tint(who?.id)}`} ${size}`, "aria-hidden": "true" },
    who?.deleted ? "✕" : initials(name));
}
