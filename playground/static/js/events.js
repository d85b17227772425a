/**
 * The live stream of the server. After every gap the whole world is read again, so nothing is missed or shown twice.
 */

import * as api from "./api.js";
import { takeEvent, takeWorld } from "./state.js";

const RETRY_MS = [300, 1000, 2000, 4000];
const passersBy = new Set();

/** Calls back with every event as it comes, beside the state: for what is not state, as answers to presses. */
export function onEvent(listener) {
  passersBy.add(listener);
}

/** Starts the stream; `status(isLive)` hears whether it stands. Never returns to the caller with an error. */
export function follow(status) {
  let attempt = 0;
  let lastSeen = 0;

  async function connect() {
    let world;
    try {
      world = await api.world();
    } catch {
      again();
      return;
    }
    lastSeen = world.last_event ?? lastSeen;
    takeWorld(world);
    listen();
  }

  function listen() {
    const source = new EventSource(`/api/events?after=${lastSeen}`);
    source.addEventListener("open", () => {
      attempt = 0;
      status(true);
    });
    source.addEventListener("message", (raw) => {
      lastSeen = Number(raw.lastEventId) || lastSeen;
      const event = JSON.parse(raw.data);
      if (event.type === "reset") {
        source.close(); // the server cannot tell what happened since: read everything again
        connect();
        return;
      }
      takeEvent(event);
      for (const listener of passersBy) listener(event);
    });
    source.addEventListener("error", () => {
      source.close();
      again();
    });
  }

  function again() {
    status(false);
    setTimeout(connect, RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)]);
  }

  connect();
}
