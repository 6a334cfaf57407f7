/**
 * The log of what happened: numbers events, keeps the newest in memory, finds the place a reader left off.
 * Knows nothing of connections. Issue 4 puts a database behind the same interface.
 */
import type { DemoPayloads, DemoType } from '../shared/demo-events.ts';

/** One event as it is kept and sent. */
export interface LoggedEvent {
  /** `<epoch>-<seq>`: an epoch never comes back, so neither does an id, however often the server restarts. */
  readonly id: string;
  /** The place in the log; grows by one from event to event. */
  readonly seq: number;
  readonly type: DemoType;
  /** JSON, without line breaks. */
  readonly data: string;
}

/** A place in the log between two events: a reader that stands there has seen everything up to `seq`. */
export interface Place {
  readonly seq: number;
  /** The id of the last event seen there. */
  readonly id: string;
  /** False when the asked id is not in the log: events may have been missed. */
  readonly exact: boolean;
}

/** What the server needs of a log. */
export interface EventLog {
  append<Type extends DemoType>(type: Type, payload: DemoPayloads[Type]): LoggedEvent;
  /** At most `limit` events behind `seq`, oldest first; `undefined` when some of them are no longer kept. */
  after(seq: number, limit: number): readonly LoggedEvent[] | undefined;
  /** The place of a reader that saw `lastId` last; without one, a few events before the end. */
  locate(lastId: string): Place;
  /** The number of the newest event. */
  headSeq(): number;
  headId(): string;
  /** A new life of the server: ids go on under a new epoch. */
  beginEpoch(now: number): void;
}

/** Whether `text` could be an id of ours. */
export function isEventId(text: string): boolean {
  return /^[0-9a-z]{1,12}-[0-9]{1,15}$/.test(text);
}

/** How far back a reader without a place starts. */
const RECENT = 20;

/** A log that keeps the newest `capacity` events in memory. */
export function createMemoryLog(capacity: number, now: () => number): EventLog {
  const kept: LoggedEvent[] = [];
  let epoch = now();
  let head = 0;

  const idOf = (seq: number): string => `${epoch.toString(36)}-${seq}`;
  const firstSeq = (): number => head - kept.length + 1;
  const at = (seq: number): LoggedEvent | undefined => kept[seq - firstSeq()];

  return {
    append: (type, payload) => {
      head += 1;
      const data = JSON.stringify({ seq: head, at: new Date(now()).toISOString(), ...payload });
      const event = { id: idOf(head), seq: head, type, data };
      kept.push(event);
      if (kept.length > capacity) kept.shift();
      return event;
    },
    after: (seq, limit) => {
      const from = seq + 1 - firstSeq();
      return from < 0 ? undefined : kept.slice(from, from + limit);
    },
    locate: (lastId) => {
      const seq = Number(lastId.slice(lastId.indexOf('-') + 1));
      if (lastId !== '' && at(seq)?.id === lastId) return { seq, id: lastId, exact: true };
      const recent = Math.max(firstSeq() - 1, head - RECENT, 0);
      return { seq: recent, id: at(recent)?.id ?? idOf(recent), exact: false };
    },
    headSeq: () => head,
    headId: () => at(head)?.id ?? idOf(head),
    beginEpoch: (time) => {
      // Two restarts in one millisecond, or a clock set back, must not bring an old epoch back.
      epoch = Math.max(epoch + 1, time);
    },
  };
}
