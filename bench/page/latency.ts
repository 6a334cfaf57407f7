import type { Payload } from '../shared/workloads.ts';
import { CONTESTANTS, type ContestantName } from './contestants/index.ts';
import type { Close, Source } from './contestants/contestant.ts';
import { serverAhead } from './server-clock.ts';

/** A payload with the server's clock in it, in milliseconds since the epoch. */
interface StampedPayload extends Payload {
  readonly at: number;
}

/** Milliseconds from the server's write to the handler, for each of `events` events that come `everyMs` apart. */
export async function measureLatency(
  name: ContestantName,
  events: number,
  everyMs: number,
): Promise<readonly number[]> {
  const ahead = await serverAhead();
  const delays: number[] = [];
  const done = Promise.withResolvers<void>();
  const deliver = (payload: StampedPayload): void => {
    delays.push(performance.timeOrigin + performance.now() + ahead - payload.at);
    if (delays.length === events) done.resolve();
  };
  const url = new URL(`/stamped?events=${events}&everyMs=${everyMs}`, location.href).href;
  const close = openParsed(name, { url, fetch: globalThis.fetch.bind(globalThis), onFault: done.reject }, deliver);
  try {
    await done.promise;
    return delays;
  } finally {
    close();
  }
}

function openParsed(name: ContestantName, source: Source, deliver: (payload: StampedPayload) => void): Close {
  const contestant = CONTESTANTS[name];
  return contestant.delivers === 'text'
    ? contestant.open(source, (text) => deliver(JSON.parse(text) as StampedPayload))
    : contestant.open(source, (payload) => deliver(payload as StampedPayload));
}
