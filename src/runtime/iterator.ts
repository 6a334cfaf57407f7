import { SseError } from '../errors.ts';
import type { SseEvent } from '../events.ts';
import type { Audience } from './outlet.ts';

/** A bounded queue between a stream of values and one reader. */
export interface Buffered<Value> {
  push(value: Value): void;
  /** No more values will come; what is buffered can still be read. */
  end(): void;
  readonly iterator: AsyncIterableIterator<Value>;
}

/**
 * @param size - Values held for a slow reader; the oldest goes first (SPEC D5).
 * @param onOverflow - Told once for each time the reader falls behind.
 * @param onEnd - No more values are wanted.
 */
export function createBuffered<Value>(size: number, onOverflow: () => void, onEnd: () => void): Buffered<Value> {
  const values: Value[] = [];
  const readers: ((result: IteratorResult<Value>) => void)[] = [];
  let ended = false;
  let behind = false;
  const done: IteratorResult<Value> = { done: true, value: undefined };

  function end(): void {
    if (ended) return;
    ended = true;
    onEnd();
    for (const read of readers.splice(0)) read(done);
  }

  return {
    end,
    push(value) {
      if (ended) return;
      const read = readers.shift();
      if (read) return read({ done: false, value });
      values.push(value);
      if (values.length <= size) return;
      values.shift();
      if (!behind) onOverflow();
      behind = true;
    },
    iterator: {
      async next() {
        if (values.length > 0) return { done: false, value: values.shift() as Value };
        behind = false;
        return ended ? done : new Promise((resolve) => readers.push(resolve));
      },
      async return() {
        values.length = 0;
        end();
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}

/**
 * The events of these names (none: all) as they are delivered.
 *
 * @param onEnd - The reader has left, or its signal was aborted.
 */
export function iterateEvents(
  types: readonly string[],
  signal: AbortSignal | undefined,
  size: number,
  { events, teller }: Audience,
  onEnd: () => void,
): Buffered<SseEvent> {
  const wanted = new Set(types);
  const overflowed = (): void => {
    const message = `An iterator was not read fast enough and lost its oldest event (limits.iteratorBuffer: ${size}).`;
    teller.tell('error', new SseError(message, { kind: 'limit', phase: 'stream' }, 0, true));
  };
  const stop = events.onEvery((event: SseEvent) => {
    if (wanted.size === 0 || wanted.has(event.type)) buffered.push(event);
  });
  const buffered = createBuffered<SseEvent>(size, overflowed, () => {
    stop();
    signal?.removeEventListener('abort', buffered.end);
    onEnd();
  });
  signal?.addEventListener('abort', buffered.end);
  return buffered;
}
