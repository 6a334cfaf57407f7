import type { Batch, Pipeline } from '../delivery/pipeline.ts';
import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';

/** Events on their way from the reading to the handlers: in order, one at a time. */
export interface Outbox {
  push(batch: Batch): void;
  /** Forgets what is waiting. Legal inside a handler. */
  drop(): void;
  /** While handlers are far behind: resolves when they have caught up. */
  pressure(): Promise<void> | undefined;
  /** Nothing waits to be delivered. */
  isIdle(): boolean;
}

/** Handlers may have this long before everything else (reading, painting, the page's own events) gets its turn. */
const SLICE_MS = 8;
/** The clock is looked at after this many events while they are quick, and after each while they are slow. */
const STRIDE = 16;
/** Reading waits while more events than this are undelivered: memory is bounded, and TCP tells the server. */
const MAX_WAITING = 10_000;

/**
 * A slow handler delays neither reading nor the page: after a few milliseconds the rest is delivered in another task
 * (SPEC D1).
 *
 * @param on.onDrain - Called before blocks are taken, each time anew.
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
    const resume = (settle?: () => void): void => {
      if (this.#generation === mine) settle?.();
      if (this.#generation === mine) this.#drain(mine, this.#platform.now());
    };
    this.#on.onDrain();
    const next = this.#slice(mine, at);
    if (this.#generation !== mine) return;
    if (next === 'later') this.#platform.defer(resume);
    else if (next) next.then(resume);
    else {
      this.#busy = false;
      this.#on.onIdle();
    }
    if (this.#relieved.length > 0 && this.#waiting <= MAX_WAITING / 2) this.#relieve();
  }

  /** Delivers for a while. Returns what the next block must wait for; `undefined` when there is none. */
  #slice(mine: number, at: Millis): PromiseLike<() => void> | 'later' | undefined {
    let lookedAt = at;
    const until = lookedAt + SLICE_MS;
    let left = 1;
    const process = this.#process;
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      const { frames } = batch;
      for (let position = this.#position; position < frames.length; position++) {
        const answer = process(frames[position] as Batch['frames'][number], batch, lookedAt);
        if (this.#generation !== mine) return undefined;
        if (answer === undefined && --left > 0) continue;
        this.#advance(position + 1);
        if (answer) return answer;
        // Nothing more to do is no reason to ask the time.
        if (position + 1 === frames.length && this.#batches.length === 1) break;
        const now = this.#platform.now();
        if (now > until) return 'later';
        left = now - lookedAt < 1 ? STRIDE : 1;
        lookedAt = now;
      }
      this.#advance(frames.length);
      this.#batches.shift();
      this.#position = 0;
    }
    return undefined;
  }

  #advance(position: number): void {
    this.#waiting -= position - this.#position;
    this.#position = position;
  }

  #relieve(): void {
    for (const resolve of this.#relieved.splice(0)) resolve();
  }
}
