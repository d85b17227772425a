/**
 * How names, times, sizes and languages are written on the page.
 */

import { playClock } from "./time.js";

export const LANGUAGES = [
  ["uk", "Українська"], ["ru", "Русский"], ["en", "English"], ["de", "Deutsch"], ["pl", "Polski"],
];

export function languageName(code) {
  return LANGUAGES.find(([known]) => known === code)?.[1] ?? code ?? "no language";
}

export function fullName(person) {
  if (!person) return "Unknown";
  if (person.deleted) return "Deleted account";
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || person.title || "No name";
}

/** The first letters of the first and the last word: what an avatar shows. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}

/** One of seven colours, always the same for the same id. */
export function tint(id) {
  return Math.abs(Number(id) || 0) % 7;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

export function timeOf(seconds) {
  return clock.format(seconds * 1000);
}

export function wholeTimeOf(seconds) {
  return whole.format(seconds * 1000);
}

const clockWithSeconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const wholeDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" });

export function longTimeOf(seconds) {
  return clockWithSeconds.format(seconds * 1000);
}

export function wholeDayOf(seconds) {
  return wholeDay.format(seconds * 1000);
}

/** The time in another zone: "Europe/Kyiv: Monday, 14:05"; "" where it is the browser's own, or one it does not know. */
export function elsewhere(seconds, zone) {
  try {
    const there = new Intl.DateTimeFormat("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit", timeZone: zone });
    const here = new Intl.DateTimeFormat("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });
    const own = there.format(seconds * 1000) === here.format(seconds * 1000);
    return own ? "" : `${zone.replaceAll("_", " ")}: ${there.format(seconds * 1000)}`;
  } catch {
    return "";
  }
}

/** How long it is, in its two largest units: "1 day 3 h". */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  const parts = [[Math.floor(minutes / 1440), minutes < 2880 ? "day" : "days"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  const first = parts.findIndex(([count]) => count);
  if (first < 0) return `${Math.floor(seconds)} s`;
  return parts.slice(first, first + 2).filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** A key of the local day, to see where the day changes. */
export function dayKey(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function dayName(seconds) {
  const today = playClock().now;
  if (dayKey(seconds) === dayKey(today)) return "Today";
  if (dayKey(seconds) === dayKey(today - 86400)) return "Yesterday";
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date(today * 1000).getFullYear();
  return (sameYear ? dayAndMonth : dayMonthYear).format(seconds * 1000);
}

export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

export function duration(seconds) {
  const rest = Math.max(0, Math.round(seconds ?? 0));
  return `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
}

/** What a message is about in one line: for quotes, pins and notices. */
export function summary(message) {
  if (!message) return "Deleted message";
  const words = (message.text ?? message.caption ?? "").trim();
  if (words) return words;
  if (message.photo) return "Photo";
  if (message.document) return message.document.file_name ?? "File";
  if (message.sticker) return `Sticker ${message.sticker.emoji ?? ""}`.trim();
  for (const [kind, name] of [["voice", "Voice message"], ["video", "Video"], ["animation", "GIF"], ["contact", "Contact"],
    ["location", "Location"], ["audio", "Audio"], ["video_note", "Video message"], ["poll", "Poll"]]) {
    if (message[kind]) return name;
  }
  return "Message";
}
