/**
 * The people's face of the playground's server (/api/…). A refused call throws an Error whose message may be shown.
 */

async function call(method, path, body) {
  const form = body instanceof FormData;
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body && !form ? { "Content-Type": "application/json" } : undefined,
      body: form ? body : body && JSON.stringify(body),
    });
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  const words = await answer.text();
  let data = null;
  try {
    data = words ? JSON.parse(words) : null;
  } catch {
    data = null;
  }
  if (!answer.ok) throw new Error(data?.error ?? `The playground refused: ${answer.status}`);
  return data;
}

export const world = () => call("GET", "/api/world");
export const sendMessage = (message) => call("POST", "/api/messages", message);
export const editMessage = (edit) => call("POST", "/api/edits", edit);
export const press = (pressed) => call("POST", "/api/presses", pressed);
export const react = (reaction) => call("POST", "/api/reactions", reaction);
export const addPerson = (person) => call("POST", "/api/people", person);
export const changePerson = (id, change) => call("PATCH", `/api/people/${id}`, change);
export const setMember = (chatId, userId, status) =>
  call("POST", "/api/members", { chat_id: chatId, user_id: userId, status });
export const migrate = (chatId) => call("POST", `/api/chats/${chatId}/migrate`, {});
export const changeChat = (chatId, change) => call("PATCH", `/api/chats/${chatId}`, change);
export const deleteTopic = (chatId, threadId) => call("DELETE", `/api/topics/${chatId}/${threadId}`);
export const setTrouble = (trouble) => call("PUT", "/api/trouble", trouble);
export const setClock = (change) => call("POST", "/api/clock", change);
export const fileUrl = (fileId) => `/api/files/${encodeURIComponent(fileId)}`;

/** Sends files, several as one album. `fields`: from, chat_id, as, and if there are any caption, reply_to, thread. */
export function sendFiles(fields, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null && value !== "") form.append(name, value);
  }
  for (const file of files) form.append("file", file, file.name);
  return call("POST", "/api/files", form);
}
