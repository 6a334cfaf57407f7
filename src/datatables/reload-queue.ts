import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';
import { createAlarm } from '../runtime/alarm.ts';

/** What can stand in the way of a reload that is due. */
export type Obstacle = 'missing' | 'held' | 'busy';

/** Where the queue stands. */
export type QueuePhase = 'idle' | 'due' | Obstacle | 'loading' | 'disposed';

/** What the queue is for. It knows neither a table nor a page. */
export interface Work {
  /** What stands in the way now, having waited `waitedMs` for it to go. */
  obstacle(waitedMs: Millis): Obstacle | null;
  /** Begins. `end()` follows sooner or later, perhaps at once. */
  begin(): void;
  /** It has taken `timeoutMs` and counts as over. */
  overdue(): void;
  /** Called whenever one of them changes. */
  changed(now: { readonly phase: QueuePhase; readonly again: boolean }): void;
}

/** How often an obstacle is looked at: nothing tells when a table appears or a user has finished editing. */
const RECHECK_MS = 250;

/**
 * Decides when to begin: at most one piece of work is out and one waits, their beginnings at least `coalesceMs` apart
 * (SPEC T1), and what cannot begin yet is not forgotten (T8, T9). Whatever is asked for in one turn begins as one.
 */
export class ReloadQueue {
  phase: QueuePhase = 'idle';
  /** What is out will be followed by another. */
  again = false;
  /** @param atOnce - Does not wait for the space between two beginnings, as when a user has pressed a button. */
  declare readonly ask: (atOnce?: boolean) => void;
  /** What was out is over. */
  declare readonly end: () => void;
  /** For good: nothing begins and no timer is left. */
  declare readonly close: () => void;

  constructor(
    clock: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>,
    { coalesceMs, timeoutMs }: { readonly coalesceMs: Millis; readonly timeoutMs: Millis },
    work: Work,
  ) {
    let nextAt: Millis = -Infinity;
    let blockedAt: Millis | null = null;

    const turn = (phase: QueuePhase, again = false): void => {
      if (phase === this.phase && again === this.again) return;
      this.phase = phase;
      this.again = again;
      work.changed({ phase, again });
    };
    const wait = (phase: QueuePhase, until: Millis | null): void => {
      alarm.set(until);
      turn(phase);
    };
    const look = (): void => {
      const now = clock.now();
      blockedAt ??= now;
      const obstacle = work.obstacle(now - blockedAt);
      // The obstacle is asked of the page, which may have disposed of us.
      if (this.phase === 'disposed') return;
      if (obstacle) return wait(obstacle, now + RECHECK_MS);
      blockedAt = null;
      nextAt = now + coalesceMs;
      wait('loading', now + timeoutMs);
      work.begin();
    };
    const alarm = createAlarm(clock, () => {
      if (this.phase !== 'loading') return look();
      work.overdue();
      this.end();
    });

    this.ask = (atOnce) => {
      if (atOnce) nextAt = -Infinity;
      if (this.phase === 'loading') turn('loading', true);
      else if (this.phase === 'idle' || (atOnce && this.phase !== 'disposed')) wait('due', nextAt);
    };
    this.end = () => {
      if (this.phase !== 'loading') return;
      if (this.again) wait('due', nextAt);
      else wait('idle', null);
    };
    this.close = () => wait('disposed', null);
  }
}
