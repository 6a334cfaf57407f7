import type { Arrival, Batch, Block, Pipeline } from '../delivery/pipeline.ts';
import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';

/** Events on their way from the reading to the handlers: in order, one at a time. */
export interface Outbox {
  push(batch: Batch): void;
  /** The blocks of a chunk are about to be taken one by one. */
  begin(at: Millis): void;
  /** Deals with one block without putting it into a queue. Only while nothing waits: {@link isIdle}. */
  take(block: Block, arrival: Arrival): void;
  /** Forgets what is waiting. Legal inside a handler. */
  drop(): void;
  /** While handlers are far behind: resolves when they have caught up. */
  pressure(): Promise<void> | undefined;
  /** Nothing waits to be delivered. */
  isIdle(): boolean;
}

/** Handlers may have this long before everything else (reading, painting, the page's own events) gets its turn. */
const SLICE_MS = 8;
/** The clock is looked at after each event while they are slow, and after at most this many while they are quick. */
const MAX_STRIDE = 64;
/** Reading waits while more events than this are undelivered: memory is bounded, and TCP tells the server. */
const MAX_WAITING = 10_000;

/**
 * A slow handler delays neither reading nor the page: after a few milliseconds the rest is delivered in another task
 * (SPEC D1).
 *
 * @param on.onDrain - Called before blocks are taken, once for those of a chunk or a slice.
 * @param on.onIdle - Called whenever the last block has been dealt with.
 */
export function createOutbox(
  process: Pipeline['process'],
  platform: Pick<Platform, 'now' | 'defer'>,
  on: Turns,
): Outbox {
  return new Queue(process, platform, on);
}

/** Told of the turns delivery takes. */
interface Turns {
  readonly onDrain: () => void;
  readonly onIdle: () => void;
}

class Queue implements Outbox {
  readonly #process: Pipeline['process'];
  readonly #platform: Pick<Platform, 'now' | 'defer'>;
  readonly #on: Turns;
  #batches: Batch[] = [];
  /** In the first batch. */
  #position = 0;
  #waiting = 0;
  #busy = false;
  /** Moves on at `drop`: what was going on then must not go on. */
  #generation = 0;
  #relieved: (() => void)[] = [];
  /** When the clock was looked at last, and how many events may pass before it is again. */
  #lookedAt: Millis = 0;
  #sliceEnd: Millis = 0;
  #stride = 1;
  #left = 0;

  constructor(process: Pipeline['process'], platform: Pick<Platform, 'now' | 'defer'>, on: Turns) {
    this.#process = process;
    this.#platform = platform;
    this.#on = on;
  }

  push(batch: Batch): void {
    this.#batches.push(batch);
    this.#waiting += batch.frames.length;
    if (this.#busy) return;
    this.#busy = true;
    this.#drain(this.#generation, batch.at);
  }

  begin(at: Millis): void {
    this.#on.onDrain();
    this.#lookedAt = at;
    this.#sliceEnd = at + SLICE_MS;
    // The first is taken on trust.
    this.#stride = this.#left = 1;
  }

  take(block: Block, arrival: Arrival): void {
    const mine = this.#generation;
    this.#busy = true;
    if (this.#isOver()) {
      // In a queue it no longer lies beside the chunk's text.
      this.push({ ...arrival, isQuiet: false, frames: [block] });
      return this.#goOn(mine, 'later');
    }
    const answer = this.#process(block, arrival, this.#lookedAt);
    if (this.#generation !== mine) return;
    if (answer) return this.#goOn(mine, answer);
    if (this.#batches.length > 0) return this.#drain(mine, this.#lookedAt);
    this.#busy = false;
    this.#on.onIdle();
  }

  drop(): void {
    this.#generation++;
    this.#batches = [];
    this.#position = this.#waiting = 0;
    this.#busy = false;
    this.#relieve();
  }

  pressure(): Promise<void> | undefined {
    return this.#waiting > MAX_WAITING ? new Promise((resolve) => this.#relieved.push(resolve)) : undefined;
  }

  isIdle(): boolean {
    return !this.#busy;
  }

  #drain(mine: number, at: Millis): void {
    this.begin(at);
    const next = this.#slice(mine);
    if (this.#generation !== mine) return;
    if (next) this.#goOn(mine, next);
    else {
      this.#busy = false;
      this.#on.onIdle();
    }
    if (this.#relieved.length > 0 && this.#waiting <= MAX_WAITING / 2) this.#relieve();
  }

  /** The rest in another task, or when a schema has answered. */
  #goOn(mine: number, next: PromiseLike<() => void> | 'later'): void {
    const resume = (settle?: () => void): void => {
      if (this.#generation === mine) settle?.();
      if (this.#generation === mine) this.#drain(mine, this.#platform.now());
    };
    if (next === 'later') this.#platform.defer(resume);
    else next.then(resume);
  }

  /** Delivers for a while. Returns what the next block must wait for; `undefined` when there is none. */
  #slice(mine: number): PromiseLike<() => void> | 'later' | undefined {
    const process = this.#process;
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      const { frames } = batch;
      for (let position = this.#position; position < frames.length; position++) {
        const late = this.#isOver();
        const answer = late ? 'later' : process(frames[position] as Block, batch, this.#lookedAt);
        if (this.#generation !== mine) return undefined;
        if (!answer) continue;
        this.#advance(late ? position : position + 1);
        return answer;
      }
      this.#advance(frames.length);
      this.#batches.shift();
      this.#position = 0;
    }
    return undefined;
  }

  /** Whether this slice has had its time. Looks at the clock the less often, the quicker the events are. */
  #isOver(): boolean {
    if (this.#left-- > 0) return false;
    const now = this.#platform.now();
    this.#stride = now - this.#lookedAt < 1 ? Math.min(4 * this.#stride, MAX_STRIDE) : 1;
    this.#left = this.#stride - 1;
    this.#lookedAt = now;
    return now > this.#sliceEnd;
  }

  #advance(position: number): void {
    this.#waiting -= position - this.#position;
    this.#position = position;
  }

  #relieve(): void {
    for (const resolve of this.#relieved.splice(0)) resolve();
  }
}
