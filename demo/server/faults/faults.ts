/** The faults a page may ask for, each a real thing that happens to real connections. */
import { type ActiveFault, FAULT_NAMES, type FaultName } from '../../shared/faults.ts';
import type { Sessions } from '../accounts/sessions.ts';
import type { Hub } from '../events/hub.ts';
import type { StreamFaults } from '../events/stream-opener.ts';

/** How long the faults last that do last, unless asked otherwise. */
export const DEFAULT_SECONDS = { stall: 20, unavailable: 30, buffer: 10, restart: 2.5 } as const;

/** What faults act upon. */
export interface FaultDeps {
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly now: () => number;
  readonly later: (ms: number, act: () => void) => void;
  /** Somebody changes so many purchases, by kind. Gives the `seq` of the last. */
  readonly colleagueChanges: (counts: Readonly<Record<'supply' | 'feed' | 'livestock', number>>) => number;
  /** The newest change's `seq`. */
  readonly headSeq: () => number;
  /** Closes every socket and the database, and comes back after `downMs`. */
  readonly restart: (downMs: number) => void;
}

/** The switchboard. */
export interface Faults extends StreamFaults {
  /** Makes the fault happen to a session; gives the `seq` of the first change that proves recovery. */
  start(name: FaultName, sessionId: string, seconds: number | undefined): number;
  clear(sessionId: string): void;
  active(sessionId: string): readonly ActiveFault[];
}

/** Whether `text` names a fault. */
export function isFaultName(text: string): text is FaultName {
  return FAULT_NAMES.some((name) => name === text);
}

/** A switchboard with all faults off. */
export function createFaults(deps: FaultDeps): Faults {
  const { hub, sessions, now } = deps;
  /** Ends of lasting faults, by session. */
  const ends = new Map<string, Map<FaultName, number>>();
  const endOf = (name: FaultName, sessionId: string): number => {
    const end = ends.get(sessionId)?.get(name) ?? 0;
    return end > now() ? end : 0;
  };
  /** Turns a lasting fault on, and writes on when it is over. */
  const last = (name: keyof typeof DEFAULT_SECONDS, sessionId: string, seconds: number | undefined): number => {
    const lastsMs = (seconds ?? DEFAULT_SECONDS[name]) * 1_000;
    const until = now() + lastsMs;
    ends.set(sessionId, (ends.get(sessionId) ?? new Map<FaultName, number>()).set(name, until));
    deps.later(lastsMs + 1, hub.pump);
    return until;
  };

  const switches: Record<FaultName, (sessionId: string, seconds: number | undefined) => void> = {
    drop: (sessionId) => hub.cut(sessionId),
    stall: (sessionId, seconds) => hub.hold(sessionId, last('stall', sessionId, seconds)),
    unavailable: (sessionId, seconds) => {
      last('unavailable', sessionId, seconds);
      hub.cut(sessionId);
    },
    unauthorized: (sessionId) => {
      sessions.revokeTokens(sessionId);
      hub.cut(sessionId);
    },
    burst: () => deps.colleagueChanges({ supply: 11, feed: 15, livestock: 18 }),
    buffer: (sessionId, seconds) => {
      last('buffer', sessionId, seconds);
      hub.cut(sessionId);
    },
    restart: (_, seconds) => deps.restart((seconds ?? DEFAULT_SECONDS.restart) * 1_000),
  };

  return {
    start: (name, sessionId, seconds) => {
      switches[name](sessionId, seconds);
      // The burst is over with its last change. After a restart the next life makes the change that proves it.
      if (name === 'burst') return deps.headSeq();
      if (name === 'restart') return deps.headSeq() + 1;
      return deps.colleagueChanges({ supply: 1, feed: 0, livestock: 0 });
    },
    clear: (sessionId) => {
      ends.delete(sessionId);
      hub.hold(sessionId, 0);
      hub.pump();
    },
    active: (sessionId) =>
      FAULT_NAMES.map((name) => ({ name, remainingMs: Math.max(0, endOf(name, sessionId) - now()) })).filter(
        ({ remainingMs }) => remainingMs > 0,
      ),
    bufferUntil: (sessionId) => endOf('buffer', sessionId),
    isUnavailable: (sessionId) => endOf('unavailable', sessionId) > 0,
  };
}
