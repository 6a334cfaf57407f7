import type { Batch, Pipeline } from '../delivery/pipeline.ts';
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
const STRIDE = 4;
/** Reading waits while more events than this are undelivered: memory is bounded, and TCP tells the server. */
const MAX_WAITING = 10_000;

/**
 * A slow handler delays neither reading nor the page: after a few milliseconds the rest is delivered in another task
 * (SPEC D1).
 *
 * @param onIdle - Called whenever the last block has been dealt with.
 */
export function createOutbox(
  process: Pipeline['process'],
  platform: Pick<Platform, 'now' | 'defer'>,
  onIdle: () => void,
): Outbox {
  return new Queue(process, platform, onIdle);
}

class Queue implements Outbox {
  readonly #process: Pipeline['process'];
  readonly #platform: Pick<Platform, 'now' | 'defer'>;
  readonly #onIdle: () => void;
  #batches: Batch[] = [];
  /** In the first batch. */
  #position = 0;
  #waiting = 0;
  #busy = false;
  /** Moves on at `drop`: what was going on then must not go on. */
  #generation = 0;
  #relieved: (() => void)[] = [];

  constructor(process: Pipeline['process'], platform: Pick<Platform, 'now' | 'defer'>, onIdle: () => void) {
    this.#process = process;
    this.#platform = platform;
    this.#onIdle = onIdle;
  }

  push(batch: Batch): void {
    this.#batches.push(batch);
    this.#waiting += batch.frames.length;
    if (this.#busy) return;
    this.#busy = true;
    this.#drain(this.#generation);
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

  #drain(mine: number): void {
    const resume = (settle?: () => void): void => {
      if (this.#generation === mine) settle?.();
      if (this.#generation === mine) this.#drain(mine);
    };
    const next = this.#slice(mine);
    if (this.#generation !== mine) return;
    if (next === 'later') this.#platform.defer(resume);
    else if (next) next.then(resume);
    else {
      this.#busy = false;
      this.#onIdle();
    }
    if (this.#waiting <= MAX_WAITING / 2) this.#relieve();
  }

  /** Delivers for a while. Returns what the next block must wait for; `undefined` when there is none. */
  #slice(mine: number): PromiseLike<() => void> | 'later' | undefined {
    let lookedAt = this.#platform.now();
    const until = lookedAt + SLICE_MS;
    let left = 1;
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      const { frames } = batch;
      while (this.#position < frames.length) {
        const frame = frames[this.#position++] as Batch['frames'][number];
        this.#waiting--;
        const answer = this.#process(frame, batch, lookedAt);
        if (answer || this.#generation !== mine) return answer;
        if (--left > 0) continue;
        const now = this.#platform.now();
        if (now > until) return 'later';
        left = now - lookedAt < 1 ? STRIDE : 1;
        lookedAt = now;
      }
      this.#batches.shift();
      this.#position = 0;
    }
    return undefined;
  }

  #relieve(): void {
    for (const resolve of this.#relieved.splice(0)) resolve();
  }
}
