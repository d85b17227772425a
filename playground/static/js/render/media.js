/**
 * What a message carries besides words: pictures and albums, files, voice, stickers, contacts, places.
 */

import { fileUrl } from "../api.js";
import { h, icon } from "../dom.js";
import { duration, fileSize, fullName } from "../format.js";
import { showPicture } from "../dialogs.js";
import { avatar } from "./avatar.js";

/** The pictures of one message or album as a grid; null where there are none. */
export function pictures(messages) {
  const visual = messages.filter((message) => message.photo || message.video || message.animation);
  if (!visual.length) return null;
  const shape = visual.length === 1 ? "one" : visual.length === 3 ? "three" : visual.length % 3 === 0 ? "thirds" : "halves";
  return h("div", { class: `pictures ${shape}` }, visual.map(tile));
}

function tile(message) {
  const props = { class: "tile", "data-message-id": message.message_id, "data-testid": "picture" };
  if (message.photo) {
    const biggest = message.photo.at(-1);
    const image = h("img", { src: fileUrl(biggest.file_id), alt: message.caption || "Picture", loading: "lazy",
      width: biggest.width || null, height: biggest.height || null });
    image.addEventListener("error", () => image.closest("button")?.classList.add("broken"));
    return h("button", { type: "button", ...props, "aria-label": "Open the picture",
      onclick: () => showPicture(fileUrl(biggest.file_id), message.caption) }, image);
  }
  const clip = message.video ?? message.animation;
  return h("div", props,
    h("video", { src: fileUrl(clip.file_id), controls: Boolean(message.video), loop: !message.video, preload: "metadata" }),
    h("span", { class: "tile-mark" }, message.video ? duration(clip.duration) : "GIF"));
}

/** Rows and cards for everything that is not a picture. */
export function attachments(message) {
  return [
    message.document && !message.animation && fileRow(message),
    message.audio && fileRow(message, message.audio),
    message.voice && voice(message.voice),
    message.video_note && h("div", { class: "placeholder" }, icon("play"), `Video message, ${duration(message.video_note.duration)}`),
    message.contact && contact(message.contact),
    message.location && place(message.location),
    message.poll && h("div", { class: "placeholder" }, message.poll.question),
  ].filter(Boolean);
}

function fileRow(message, file = message.document) {
  const name = file.file_name ?? file.title ?? "File";
  const kind = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? "";
  return h("a", { class: "file-row", href: fileUrl(file.file_id), download: name, "data-message-id": message.message_id,
    "data-testid": "file" },
  h("span", { class: "file-icon" }, kind ? h("b", {}, kind.toLowerCase()) : icon("file")),
  h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("small", {}, fileSize(file.file_size))));
}

function voice(sound) {
  const audio = new Audio();
  const button = h("button", { type: "button", class: "voice-play", "aria-label": "Play the voice message" }, icon("play"));
  button.addEventListener("click", () => {
    audio.src = fileUrl(sound.file_id);
    audio.play().catch(() => button.classList.add("silent"));
  });
  const bars = Array.from({ length: 28 }, (_, at) => h("i", { class: `bar-${(at * 7 + (at % 5) * 3) % 6}` }));
  return h("div", { class: "voice", "data-testid": "voice" }, button,
    h("span", { class: "voice-words" }, h("span", { class: "wave", "aria-hidden": "true" }, bars),
      h("small", {}, duration(sound.duration))));
}

function contact(card) {
  const who = { ...card, id: card.user_id ?? card.phone_number?.length };
  return h("div", { class: "contact", "data-testid": "contact" }, avatar(who),
    h("span", {}, h("b", {}, fullName(who)), h("small", {}, card.phone_number)));
}

function place(point) {
  return h("div", { class: "contact" }, h("span", { class: "file-icon" }, icon("place")),
    h("span", {}, h("b", {}, "Location"), h("small", {}, `${point.latitude.toFixed(4)}, ${point.longitude.toFixed(4)}`)));
}

export function sticker(item) {
  const words = item.emoji ?? "🙂";
  const image = h("img", { src: fileUrl(item.file_id), alt: `Sticker ${words}`, width: 150, height: 150 });
  image.addEventListener("error", () => image.replaceWith(words));
  return h("div", { class: "sticker", "data-testid": "sticker" }, image);
}
