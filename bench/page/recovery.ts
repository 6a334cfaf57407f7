import type { Payload } from '../shared/workloads.ts';
import { CONTESTANTS, type ContestantName } from './contestants/index.ts';
import type { Close, Source } from './contestants/contestant.ts';

/** A payload that says which connection, counted by the server, it came over. */
interface NumberedPayload extends Payload {
  readonly connection: number;
}

/** Milliseconds from the cut of the client's socket to the next event over a new one, for each of `cuts` cuts. */
export async function measureRecovery(name: ContestantName, cuts: number): Promise<readonly number[]> {
  const gaps: number[] = [];
  let cutConnection = 0;
  let fedAgain = Promise.withResolvers<void>();
  const deliver = ({ connection }: NumberedPayload): void => {
    // What was already on its way when the socket was cut is not a recovery.
    if (connection > cutConnection) fedAgain.resolve();
  };
  const close = open(name, deliver);
  try {
    await fedAgain.promise;
    for (let n = 0; n < cuts; n += 1) {
      fedAgain = Promise.withResolvers();
      cutConnection = Infinity;
      const response = await fetch('/cut', { method: 'POST' });
      const cutAt = performance.now();
      cutConnection = Number(await response.text());
      await fedAgain.promise;
      gaps.push(performance.now() - cutAt);
    }
    return gaps;
  } finally {
    close();
  }
}

function open(name: ContestantName, deliver: (payload: NumberedPayload) => void): Close {
  const source: Source = {
    url: new URL('/cut-often', location.href).href,
    fetch: globalThis.fetch.bind(globalThis),
    // Being cut off is the very thing here.
    onFault: () => undefined,
  };
  const contestant = CONTESTANTS[name];
  return contestant.delivers === 'text'
    ? contestant.open(source, (text) => deliver(JSON.parse(text) as NumberedPayload))
    : contestant.open(source, (payload) => deliver(payload as NumberedPayload));
}
