/**
 * What is typed with signs, as messengers take it: **bold**, __italic__, ~~struck~~, ||hidden||, `code`, ```block```,
 * [words](address). Offsets and lengths count UTF-16 units, as JavaScript's strings do.
 */

const SIGNS = { "**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler", "`": "code", "```": "pre" };
const SIGN_OF = Object.fromEntries(Object.entries(SIGNS).map(([sign, type]) => [type, sign]));
const LITERAL = new Set(["code", "pre"]);
const MARKED = new RegExp([
  /(?<block>```)\n?(?<blockWords>[^]+?)\n?```/,
  /(?<![\w*~|`])(?<sign>\*\*|__|~~|\|\||`)(?=\S)(?<words>[^]+?)(?<=\S)\k<sign>(?![\w*~|`])/,
  /\[(?<label>[^\]\n]+)\]\((?<url>https?:\/\/[^\s)]+)\)/,
].map(({ source }) => source).join("|"), "g");

/** The text without its signs, and its entities. */
export function read(typed) {
  const entities = [];
  let text = "";
  let at = 0;
  for (const match of typed.matchAll(MARKED)) {
    const { block, blockWords, sign, words, label, url } = match.groups;
    const type = url ? "text_link" : SIGNS[block ?? sign];
    const source = blockWords ?? words ?? label;
    const inner = LITERAL.has(type) ? { text: source, entities: [] } : read(source);
    text += typed.slice(at, match.index);
    entities.push({ type, offset: text.length, length: inner.text.length, ...(url && { url }) });
    entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + text.length })));
    text += inner.text;
    at = match.index + match[0].length;
  }
  return { text: text + typed.slice(at), entities };
}

/** A message's words with its signs, to be edited. */
export function typed(message) {
  const text = message.text ?? message.caption ?? "";
  const signs = [];
  for (const entity of message.entities ?? message.caption_entities ?? []) {
    const sign = SIGN_OF[entity.type];
    const [before, behind] = entity.type === "text_link" ? ["[", `](${entity.url})`] : [sign, sign];
    if (before) signs.push([entity.offset, before, entity.length], [entity.offset + entity.length, behind, -entity.length]);
  }
  // At one place what ends comes before what begins; the longer begins first and ends last.
  signs.sort((one, other) => one[0] - other[0] || Math.sign(one[2]) - Math.sign(other[2]) || other[2] - one[2]);
  let at = 0;
  let shown = "";
  for (const [place, sign] of signs) {
    shown += text.slice(at, place) + sign;
    at = place;
  }
  return shown + text.slice(at);
}
