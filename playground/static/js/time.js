/**
 * What time it is in the playground: what the server said last, and what has passed since.
 */

let clock = { now: Date.now() / 1000, rate: 1, ahead: 0, zone: null };
let heard = performance.now();

/** Takes what the server says of its clock. */
export function takeClock(said) {
  if (!said) return;
  clock = said;
  heard = performance.now();
}

/** The clock as it stands now: seconds since the epoch, how fast it runs, seconds before the real time, the company's zone. */
export function playClock() {
  const passed = (performance.now() - heard) / 1000;
  return { ...clock, now: clock.now + passed * clock.rate, ahead: clock.ahead + passed * (clock.rate - 1) };
}
