/**
 * Building DOM by hand. Text always becomes text nodes: nothing in this page ever parses people's words as HTML.
 */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "multiple", "selected", "open"]);

/** An element with attributes, `on…` listeners and children (nodes or strings; null and false are left out). */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kept(children));
  return node;
}

/** Puts these children, and only these, into the node. */
export function fill(node, ...children) {
  node.replaceChildren(...kept(children));
  return node;
}

function kept(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** An icon button with a name for people who do not see the icon. */
export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", ...props, class: `icon-button ${props.class ?? ""}`, "aria-label": label, title: label },
    icon(name));
}

const SHAPES = {
  send: ["M4.5 12 3.2 4.6c-.2-1 .8-1.7 1.7-1.3l15.4 7.4c1 .5 1 2 0 2.5L4.9 20.7c-.9.4-1.9-.4-1.7-1.3L4.5 12Zm0 0h8"],
  clip: ["m20 11.5-8 8a5.2 5.2 0 0 1-7.4-7.4l8.3-8.2a3.5 3.5 0 0 1 5 4.9l-8.300 8.200a1.700 1.700 0 0 1-2.500-2.400l7.500-7.500"],
  reply: ["M10 6 4 12l6 6", "M4.500 12H14c4 0 6 2.500 6 6"],
  more: ["M12 5.500v.01", "M12 12v.01", "M12 18.500v.01"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  check: ["m5 12.500 4.500 4.500L19 7.500"],
  down: ["m6 9 6 6 6-6"],
  bell: ["M6 16.500V11a6 6 0 1 1 12 0v5.500l1.500 1.500h-15L6 16.500Z", "M10 20.500h4"],
  bellOff: ["M8 6.500A6 6 0 0 1 18 11v4", "M15.500 18h-11L6 16.500V11c0-.8.100-1.400.300-2", "M10 20.500h4", "M4 4l16 16"],
  pin: ["M9 4h6l-.5 6 3 3.500h-11L9.500 10 9 4Z", "M12 13.500V20"],
  file: ["M6 3.500h8l4 4v13H6z", "M14 3.500v4h4"],
  image: ["M4 5h16v14H4z", "m4 16 5-5 4 4 2.500-2.500L20 17", "M15.500 9v.01"],
  mic: ["M12 4a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4Z", "M6 11.500a6 6 0 0 0 12 0", "M12 17.500V21"],
  smile: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M8.500 14c1.800 2.600 5.200 2.600 7 0", "M9 9.500v.01", "M15 9.500v.01"],
  person: ["M12 4a3.800 3.800 0 1 1 0 7.600A3.800 3.800 0 0 1 12 4Z", "M4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500"],
  place: ["M12 21c-4-4.500-6.500-7.500-6.500-10.800a6.500 6.500 0 1 1 13 0C18.500 13.500 16 16.500 12 21Z", "M12 10v.01"],
  keys: ["M3.500 6.500h17v11h-17z", "M7 10v.01", "M10.300 10v.01", "M13.700 10v.01", "M17 10v.01", "M8 14h8"],
  edit: ["M5 19l.8-3.800L16 5l3 3L8.800 18.200 5 19Z"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  link: ["M8 16 17 7", "M10 7h7v7"],
  storm: ["M7 15.500a4 4 0 0 1-.500-8 5.500 5.500 0 0 1 10.500 1 3.500 3.500 0 0 1 .500 7", "m12.500 11.500-2.500 4.500h4l-2.500 4.500"],
  clock: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M12 7.500V12l3 2"],
  play: ["M8 5.500v13l10.500-6.500z"],
  phone: ["M7 3.500h10v17H7z", "M11 17.500h2"],
  hash: ["M9 4 7 20", "M17 4l-2 16", "M4.500 9h16", "M3.500 15h16"],
};

/** A 24 by 24 line icon in the colour of its text. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
