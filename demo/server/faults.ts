/** The faults the page may ask for, each a real thing that happens to real connections. */
import { type ActiveFault, FAULT_NAMES, type FaultName } from '../shared/demo-events.ts';
import type { EventLog } from './event-log.ts';
import type { Feed } from './feed.ts';
import type { Hub } from './hub.ts';
import type { Tokens } from './tokens.ts';

/** How long the faults last that do last, unless asked otherwise. */
export const DEFAULT_SECONDS = { stall: 20, unavailable: 30, buffer: 10, restart: 2.5 } as const;

/** What faults act upon. */
export interface FaultDeps {
  readonly log: EventLog;
  readonly hub: Hub;
  readonly tokens: Tokens;
  readonly feed: Feed;
  readonly now: () => number;
  /** Closes every socket and listens again after `downMs`. */
  readonly restart: (downMs: number) => void;
}

/** The switchboard. */
export interface Faults {
  /** Makes the fault happen; gives the number of the first event that proves recovery. */
  start(name: FaultName, seconds: number | undefined): number;
  clear(): void;
  active(): readonly ActiveFault[];
  /** Until when new streams are answered but not fed; 0 for not at all. */
  bufferUntil(): number;
  isUnavailable(): boolean;
}

/** Whether `text` names a fault. */
export function isFaultName(text: string): text is FaultName {
  return FAULT_NAMES.some((name) => name === text);
}

/** A switchboard with all faults off. */
export function createFaults(deps: FaultDeps): Faults {
  const { log, hub, tokens, feed, now } = deps;
  const until = new Map<FaultName, number>();
  const isOn = (name: FaultName): boolean => (until.get(name) ?? 0) > now();

  /** Turns a lasting fault on, and writes on when it is over. */
  const last = (name: keyof typeof DEFAULT_SECONDS, seconds: number | undefined): number => {
    const lastsMs = (seconds ?? DEFAULT_SECONDS[name]) * 1_000;
    until.set(name, now() + lastsMs);
    setTimeout(() => hub.pump(), lastsMs + 1).unref();
    return now() + lastsMs;
  };

  const switches: Record<FaultName, (seconds: number | undefined) => void> = {
    drop: () => hub.destroyAll(),
    stall: (seconds) => hub.hold(last('stall', seconds)),
    unavailable: (seconds) => {
      last('unavailable', seconds);
      hub.destroyAll();
    },
    unauthorized: () => {
      tokens.revokeAll();
      hub.destroyAll();
    },
    burst: () => feed.burst(500),
    buffer: (seconds) => {
      last('buffer', seconds);
      hub.destroyAll();
    },
    restart: (seconds) => deps.restart((seconds ?? DEFAULT_SECONDS.restart) * 1_000),
  };

  return {
    start: (name, seconds) => {
      const before = log.headSeq();
      switches[name](seconds);
      // A burst is over when its last event is there; any other fault once something newer than the fault arrives.
      return name === 'burst' ? log.headSeq() : before + 1;
    },
    clear: () => {
      until.clear();
      hub.hold(0);
      hub.pump();
    },
    active: () => [...until].filter(([name]) => isOn(name)).map(([name, end]) => ({ name, remainingMs: end - now() })),
    bufferUntil: () => (isOn('buffer') ? (until.get('buffer') ?? 0) : 0),
    isUnavailable: () => isOn('unavailable'),
  };
}
