const ROUND_TRIPS = 20;

/** How many milliseconds the server's clock is ahead of this page's, judged by the quickest of some round trips. */
export async function serverAhead(): Promise<number> {
  let best = { tripMs: Infinity, ahead: 0 };
  for (let n = 0; n < ROUND_TRIPS; n += 1) {
    const sentAt = performance.now();
    const response = await fetch('/clock');
    const serverAt = Number(await response.text());
    const tripMs = performance.now() - sentAt;
    if (tripMs < best.tripMs) best = { tripMs, ahead: serverAt - (performance.timeOrigin + sentAt + tripMs / 2) };
  }
  return best.ahead;
}
