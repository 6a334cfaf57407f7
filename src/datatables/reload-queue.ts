import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';

/** What can stand in the way of a reload that is due. */
export type Obstacle = 'missing' | 'held' | 'busy';

/** Where the queue stands. */
export type QueuePhase = 'idle' | 'due' | Obstacle | 'loading';

/** What the queue is for. It knows neither a table nor a page. */
export interface Work {
  /** What stands in the way now, having waited `waitedMs` for it to go. */
  obstacle(waitedMs: Millis): Obstacle | null;
  /** Begins. `end()` follows sooner or later, perhaps at once. */
  begin(): void;
  /** It has taken `timeoutMs` and counts as over. */
  overdue(): void;
  /** `phase` or `again` changed. */
  changed(): void;
}

/** How often an obstacle is looked at: nothing tells when a table appears or a user has finished editing. */
export const RECHECK_MS = 250;

/**
 * Decides when to begin: at most one piece of work is out and one waits, their beginnings at least `coalesceMs` apart
 * (SPEC T1), and what cannot begin yet is not forgotten (T8, T9). Whatever is asked for in one turn begins as one.
 */
export class ReloadQueue {
  phase: QueuePhase = 'idle';
  /** What is out will be followed by another. */
  again = false;
  readonly #clock: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>;
  readonly #coalesceMs: Millis;
  readonly #timeoutMs: Millis;
  readonly #work: Work;
  #nextAt: Millis = -Infinity;
  #blockedAt: Millis | null = null;
  #timer: unknown;
  #closed = false;

  constructor(
    clock: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>,
    { coalesceMs, timeoutMs }: { readonly coalesceMs: Millis; readonly timeoutMs: Millis },
    work: Work,
  ) {
    this.#clock = clock;
    this.#coalesceMs = coalesceMs;
    this.#timeoutMs = timeoutMs;
    this.#work = work;
  }

  /** @param atOnce - Does not wait for the space between two beginnings, as when a user has pressed a button. */
  ask(atOnce = false): void {
    if (this.#closed) return;
    if (atOnce) this.#nextAt = -Infinity;
    if (this.phase === 'loading') this.#turn('loading', true);
    else if (atOnce || this.phase === 'idle') this.#wait('due', this.#nextAt - this.#clock.now());
  }

  /** What was out is over. */
  end(): void {
    if (this.#closed || this.phase !== 'loading') return;
    if (this.again) return this.#wait('due', this.#nextAt - this.#clock.now());
    this.#clock.clearTimer(this.#timer);
    this.#turn('idle');
  }

  /** For good: nothing begins and no timer is left. */
  close(): void {
    this.#closed = true;
    this.#clock.clearTimer(this.#timer);
  }

  #look(): void {
    const now = this.#clock.now();
    this.#blockedAt ??= now;
    const obstacle = this.#work.obstacle(now - this.#blockedAt);
    // The obstacle is asked of the page, which may have disposed of us.
    if (this.#closed) return;
    if (obstacle) return this.#wait(obstacle, RECHECK_MS);
    this.#blockedAt = null;
    this.#nextAt = now + this.#coalesceMs;
    this.#arm(this.#timeoutMs, () => {
      this.#work.overdue();
      this.end();
    });
    this.#turn('loading');
    this.#work.begin();
  }

  #wait(phase: QueuePhase, delayMs: Millis): void {
    this.#arm(Math.max(0, delayMs), () => this.#look());
    this.#turn(phase);
  }

  #arm(delayMs: Millis, then: () => void): void {
    this.#clock.clearTimer(this.#timer);
    this.#timer = this.#clock.setTimer(then, delayMs);
  }

  #turn(phase: QueuePhase, again = false): void {
    if (phase === this.phase && again === this.again) return;
    this.phase = phase;
    this.again = again;
    this.#work.changed();
  }
}
