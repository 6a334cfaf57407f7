import type { SseErrorKind } from '../errors.ts';
import type { Millis, Phase } from '../events.ts';

/** What has happened since the client was made, as plain JSON. */
export interface ClientMetrics {
  /** Streams that were opened. */
  readonly connections: number;
  /** Stream requests that were sent. */
  readonly attempts: number;
  /** Streams that were opened again after the first. */
  readonly reconnects: number;
  readonly failures: Readonly<Partial<Record<SseErrorKind, number>>>;
  readonly events: {
    /** Read from stream or poll, heartbeats aside. */
    readonly received: number;
    readonly delivered: number;
    readonly duplicate: number;
    readonly debounced: number;
    readonly invalid: number;
  };
  readonly heartbeats: number;
  /** Polls that were sent. */
  readonly polls: number;
  /** Bytes read from streams, as they came out of `fetch` (decompressed). */
  readonly bytes: number;
  /** Time with an open stream, and since the first `connect()`. */
  readonly openMs: Millis;
  readonly totalMs: Millis;
  /** Time without stream or poll feeding the page: the latest, and the longest. Pauses and `close()` do not count. */
  readonly lastOutageMs: Millis;
  readonly longestOutageMs: Millis;
  /** How long each of the latest outages lasted (at most 100). */
  readonly recoveriesMs: readonly Millis[];
}

export type EventCounter = keyof ClientMetrics['events'];

/** Counts. Time comes in as an argument. */
export interface Meter {
  count(name: 'attempts' | 'polls' | 'heartbeats'): void;
  /** Counted directly: one of these moves with every event. */
  readonly events: Record<EventCounter, number>;
  bytes(amount: number): void;
  failure(kind: SseErrorKind): void;
  phase(phase: Phase, at: Millis): void;
  /** A poll brought an answer. */
  fed(at: Millis): void;
  read(at: Millis): ClientMetrics;
}

const KEPT_RECOVERIES = 100;

export function createMeter(): Meter {
  const counts = { connections: 0, attempts: 0, reconnects: 0, heartbeats: 0, polls: 0, bytes: 0 };
  const events = { received: 0, delivered: 0, duplicate: 0, debounced: 0, invalid: 0 };
  const failures: Partial<Record<SseErrorKind, number>> = {};
  const recoveriesMs: Millis[] = [];
  let startedAt: Millis | null = null;
  let openedAt: Millis | null = null;
  let lostAt: Millis | null = null;
  let openMs = 0;
  let longestOutageMs = 0;

  function fed(at: Millis): void {
    if (lostAt === null) return;
    const outageMs = at - lostAt;
    lostAt = null;
    longestOutageMs = Math.max(longestOutageMs, outageMs);
    recoveriesMs.push(outageMs);
    if (recoveriesMs.length > KEPT_RECOVERIES) recoveriesMs.shift();
  }

  return {
    count: (name) => void counts[name]++,
    events,
    bytes: (amount) => void (counts.bytes += amount),
    failure: (kind) => void (failures[kind] = (failures[kind] ?? 0) + 1),
    fed,
    phase(phase, at) {
      startedAt ??= at;
      if (phase === 'open' && openedAt === null) {
        openedAt = at;
        if (counts.connections++ > 0) counts.reconnects++;
        fed(at);
      } else if (phase !== 'open' && openedAt !== null) {
        openMs += at - openedAt;
        openedAt = null;
        lostAt = at;
      }
      // A pause or an end is nobody's outage.
      if (phase === 'paused' || phase === 'closed') lostAt = null;
    },
    read(at) {
      const outageMs = lostAt === null ? null : at - lostAt;
      return {
        ...counts,
        failures: { ...failures },
        events: { ...events },
        openMs: openMs + (openedAt === null ? 0 : at - openedAt),
        totalMs: startedAt === null ? 0 : at - startedAt,
        lastOutageMs: outageMs ?? recoveriesMs.at(-1) ?? 0,
        longestOutageMs: Math.max(longestOutageMs, outageMs ?? 0),
        recoveriesMs: [...recoveriesMs],
      };
    },
  };
}
