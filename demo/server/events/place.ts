/** Where a reader stands in the log, decided from what it asked for. Pure. */
import { Refusal } from '../http/refusal.ts';

/** What is known of the log. */
export interface LogBounds {
  /** The newest id. */
  readonly head: number;
  /** The newest id that is no longer kept. */
  readonly pruned: number;
  /** A reader may be this many events behind. */
  readonly replayEvents: number;
}

/** A place between two events. */
export interface Place {
  /** The reader has seen, or need not see, everything up to this id. */
  readonly id: number;
  /** Not where it asked to be: what lies between is lost to it, and it has to be told. */
  readonly resync: boolean;
}

/**
 * The place of a reader that saw `asked` last; without an id, the end of the log.
 * @throws Refusal 400 for what is no id, or the id of an event that has not happened.
 */
export function placeOf(asked: string | undefined, { head, pruned, replayEvents }: LogBounds): Place {
  if (asked === undefined || asked === '') return { id: head, resync: false };
  // 15 digits: every such number is exact.
  if (!/^\d{1,15}$/.test(asked)) throw new Refusal(400, 'Last-Event-ID must be a whole number, as this server gives.');
  const id = Number(asked);
  if (id > head) throw new Refusal(400, 'Last-Event-ID lies in the future: no event has this id yet.');
  if (id < pruned || head - id > replayEvents) return { id: head, resync: true };
  return { id, resync: false };
}
