import { makeSmallChunks } from '../shared/workloads.ts';
import { CONTESTANTS, type ContestantName } from './contestants/index.ts';
import type { Close, Source } from './contestants/contestant.ts';
import { preparedFetch } from './prepared-fetch.ts';

/** Events made at a time, so that what waits to be fed stays small beside what is measured. */
const BATCH = 10_000;

interface LongRun {
  readonly feed: (events: number) => Promise<number>;
  readonly close: Close;
}

let run: LongRun | undefined;

/** Opens a client that stays open while {@link feedLongRun} feeds it, batch by batch. */
export function openLongRun(name: ContestantName): void {
  const waiting: Uint8Array[] = [];
  let fed = 0;
  let delivered = 0;
  let hungry: ((chunk: Uint8Array) => void) | undefined;
  let batchDone = Promise.withResolvers<void>();

  const nextChunk = (): Uint8Array | Promise<Uint8Array> =>
    waiting.shift() ??
    new Promise((resolve) => {
      hungry = resolve;
    });
  const count = (): void => {
    delivered += 1;
    if (delivered === fed) batchDone.resolve();
  };
  const feedBatch = async (): Promise<void> => {
    batchDone = Promise.withResolvers();
    waiting.push(...makeSmallChunks(fed, BATCH));
    fed += BATCH;
    const first = hungry === undefined ? undefined : waiting.shift();
    if (first !== undefined) hungry?.(first);
    await batchDone.promise;
  };

  const source: Source = {
    url: new URL('/prepared', location.href).href,
    fetch: preparedFetch(nextChunk),
    onFault: (error) => batchDone.reject(error),
  };
  const contestant = CONTESTANTS[name];
  const close = contestant.delivers === 'text' ? contestant.open(source, count) : contestant.open(source, count);
  run = {
    close,
    feed: async (events) => {
      for (const goal = fed + events; fed < goal; ) await feedBatch();
      return delivered;
    },
  };
}

/** Feeds `events` more and returns how many have been delivered in all. */
export async function feedLongRun(events: number): Promise<number> {
  if (run === undefined) throw new Error('Nothing is open: call openLongRun() first.');
  return run.feed(events);
}

/** Closes the client of {@link openLongRun}. */
export function closeLongRun(): void {
  run?.close();
  run = undefined;
}
