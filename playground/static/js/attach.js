/**
 * Files on their way: chosen, dropped or pasted, shown above the input until they are sent or taken off.
 */

import { h, iconButton, icon, fill } from "./dom.js";
import { fileSize } from "./format.js";

/** The tray of one composer. `changed()` is called whenever the files in it change. */
export function createTray(changed) {
  const root = h("div", { class: "tray", hidden: true, "data-testid": "tray" });
  let items = [];
  let asFiles = false;

  const picker = h("input", { type: "file", multiple: true, hidden: true, "data-testid": "file-input",
    "aria-label": "Choose files", onchange: () => {
      add([...picker.files]);
      picker.value = "";
    } });

  function add(files, whole = false) {
    if (!files.length) return;
    items.push(...files.map((file) => ({ file, address: isVisual(file) ? URL.createObjectURL(file) : null })));
    asFiles = whole || asFiles || items.some(({ address }) => !address);
    draw();
  }

  function remove(item) {
    if (item.address) URL.revokeObjectURL(item.address);
    items = items.filter((other) => other !== item);
    draw();
  }

  function clear() {
    for (const { address } of items) if (address) URL.revokeObjectURL(address);
    items = [];
    asFiles = false;
    draw();
  }

  function draw() {
    root.hidden = !items.length;
    const visual = items.every(({ address }) => address);
    fill(root,
      h("div", { class: "tray-items" }, items.map((item) => h("figure", {},
        item.address && !asFiles ? thumbnail(item) : h("span", { class: "file-icon" }, icon("file")),
        h("figcaption", {}, h("span", {}, item.file.name), h("small", {}, fileSize(item.file.size))),
        iconButton("close", `Take ${item.file.name} off`, { onclick: () => remove(item) })))),
      h("div", { class: "tray-how segments", role: "radiogroup", "aria-label": "How to send" },
        way("As photo", "as-photo", !asFiles, !visual, () => { asFiles = false; }),
        way("As file", "as-file", asFiles, false, () => { asFiles = true; })));
    changed();
  }

  function way(label, testid, on, disabled, choose) {
    return h("button", { type: "button", role: "radio", "aria-checked": String(on), disabled, "data-testid": testid,
      onclick: () => {
        choose();
        draw();
      } }, label);
  }

  return { root, picker, add, clear, files: () => items.map(({ file }) => file), kind: () => kindOf(items, asFiles) };
}

function isVisual(file) {
  return /^(image|video)\//.test(file.type);
}

function thumbnail({ file, address }) {
  if (file.type.startsWith("video/")) return h("video", { src: address, muted: true });
  return h("img", { src: address, alt: file.name });
}

/** The `as` of POST /api/files. */
function kindOf(items, asFiles) {
  if (asFiles) return "document";
  if (items.every(({ file }) => file.type.startsWith("video/"))) return "video";
  if (items.some(({ file }) => file.type.startsWith("video/"))) return "document";
  return items.length === 1 && items[0].file.type === "image/gif" ? "animation" : "photo";
}

/** Lets files be dropped anywhere on `area`, and be pasted into `input`. */
export function acceptDrops(area, input, take) {
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const show = (on) => area.classList.toggle("dropping", on);
  area.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) show(++depth > 0);
  });
  area.addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) show(--depth > 0);
  });
  area.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  area.addEventListener("drop", (event) => {
    depth = 0;
    show(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  input.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}

/** A second of quiet sound as a WAV file: a voice message for trying things out. */
export function testVoice() {
  const rate = 8000;
  const bytes = new DataView(new ArrayBuffer(44 + rate));
  const write = (at, text) => [...text].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  write(0, "RIFF");
  bytes.setUint32(4, 36 + rate, true);
  write(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate, true);
  bytes.setUint16(32, 1, true);
  bytes.setUint16(34, 8, true);
  write(36, "data");
  bytes.setUint32(40, rate, true);
  for (let at = 0; at < rate; at++) bytes.setUint8(44 + at, 128 + 20 * Math.sin(at / 4) * Math.sin((Math.PI * at) / rate));
  return new File([bytes.buffer], "voice.wav", { type: "audio/wav" });
}
