/**
 * Service messages: who came and went, pins, topics, migration. One line each.
 */

import { fullName, summary } from "../format.js";

const LINES = {
  new_chat_members: (m) => (m.new_chat_members.length === 1 && m.new_chat_members[0].id === m.from?.id
    ? `${fullName(m.from)} joined the group`
    : `${fullName(m.from)} added ${m.new_chat_members.map(fullName).join(", ")}`),
  left_chat_member: (m) => (m.left_chat_member.id === m.from?.id
    ? `${fullName(m.from)} left the group`
    : `${fullName(m.from)} removed ${fullName(m.left_chat_member)}`),
  pinned_message: (m) => `${fullName(m.from)} pinned “${short(summary(m.pinned_message))}”`,
  forum_topic_created: (m) => `Topic “${m.forum_topic_created.name}” was created`,
  forum_topic_edited: (m) => (m.forum_topic_edited.name ? `Topic is now “${m.forum_topic_edited.name}”` : "Topic was changed"),
  forum_topic_closed: () => "Topic was closed",
  forum_topic_reopened: () => "Topic was opened again",
  group_chat_created: (m) => `${fullName(m.from)} created the group`,
  supergroup_chat_created: () => "The group was created",
  migrate_to_chat_id: () => "This group became a supergroup",
  migrate_from_chat_id: () => "The group became a supergroup",
  new_chat_title: (m) => `The group is now called “${m.new_chat_title}”`,
  new_chat_photo: () => "The group's picture was changed",
  delete_chat_photo: () => "The group's picture was removed",
};

/** The line of a service message, or null for an ordinary one. */
export function serviceLine(message) {
  for (const [field, line] of Object.entries(LINES)) {
    if (message[field]) return line(message);
  }
  return null;
}

function short(words) {
  const letters = [...words];
  return letters.length > 36 ? `${letters.slice(0, 36).join("")}…` : words;
}
