/**
 * What leaves a composer: words, files, edits, and the small things of the attach menu. A refusal becomes a toast.
 */

import * as api from "./api.js";
import { testVoice } from "./attach.js";
import { h } from "./dom.js";
import { ask } from "./dialogs.js";
import { changed, putMessage } from "./state.js";
import { read } from "./typed.js";

const PLACE = { latitude: 50.4501, longitude: 30.5234 };

/** Everything resolves to whether it went. `replyTo` is the message that is answered, if there is one. */
export function createSender(view) {
  const who = () => ({ from: view.actor()?.id, chat_id: view.chatId() });

  function address(replyTo) {
    const thread = view.threadId();
    return {
      ...who(),
      ...(replyTo && { reply_to: replyTo.message_id }),
      ...(thread && { message_thread_id: thread }),
      ...(view.anonymous() && { as_anonymous_admin: true }),
    };
  }

  async function attempt(request) {
    const chatId = view.chatId();
    try {
      const reply = await request;
      for (const message of reply?.messages ?? (reply?.message_id ? [reply] : [])) putMessage(chatId, message);
      changed();
      return true;
    } catch (error) {
      view.toast(error.message, "bad");
      return false;
    }
  }

  const special = (extra, replyTo) => attempt(api.sendMessage({ ...address(replyTo), ...extra }));

  /** Asks first, as Telegram does; the number can be changed to try out another. */
  async function contact(replyTo) {
    const person = view.actor();
    const field = h("input", { name: "phone", type: "tel", value: phoneOf(person), "data-testid": "phone", required: true });
    const given = await ask({
      title: "Share your phone number?", words: `${view.botName()} will see this number.`,
      fields: [h("label", {}, "Phone number", field)], accept: "Share", testid: "share-phone",
    });
    if (!given) return false;
    const { id, first_name: first, last_name: last } = person;
    return special({ contact: { phone_number: given.phone, first_name: first, last_name: last, user_id: id } }, replyTo);
  }

  return {
    text: (words, replyTo) => special(read(words), replyTo),
    files: (files, kind, words, replyTo) => {
      const { text: caption, entities } = read(words);
      return attempt(api.sendFiles({ ...address(replyTo), caption, entities: JSON.stringify(entities), as: kind }, files));
    },
    edit: (message, words) => attempt(api.editMessage({ ...who(), message_id: message.message_id, ...read(words) })),
    voice: (replyTo) => attempt(api.sendFiles({ ...address(replyTo), as: "voice" }, [testVoice()])),
    sticker: (replyTo) => special({ sticker: true }, replyTo),
    location: (replyTo) => special({ location: PLACE }, replyTo),
    contact,
  };
}

/** A made-up number, always the same for the same person. */
function phoneOf(person) {
  return `+38050${String(Math.abs(person?.id ?? 0) % 10_000_000).padStart(7, "0")}`;
}
