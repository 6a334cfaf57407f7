/** The log of what happened, in the database: one growing id over everything, whoever it is for. Knows no connections. */
import type { DemoEventName, DemoEvents } from '../../shared/events.ts';
import type { Database } from '../database/database.ts';

/** One event as it is kept. */
export interface LoggedEvent {
  readonly id: number;
  readonly name: DemoEventName;
  /** Whom it is for; `null`: everybody. */
  readonly userId: string | null;
  /** The chat room it belongs to. */
  readonly roomId: string | null;
  /** JSON, without line breaks. */
  readonly data: string;
}

/** Whom an event is for. */
export interface Address {
  readonly userId?: string;
  readonly roomId?: string;
}

/** What the server needs of the log. */
export interface EventLog {
  /** To be called within a transaction, so that ids become visible in their order. */
  append<Name extends DemoEventName>(name: Name, payload: DemoEvents[Name], address?: Address): void;
  /** At most `limit` events behind `id` for everybody or for this user, oldest first. */
  after(id: number, userId: string, limit: number): readonly LoggedEvent[];
  /** The same for all users. */
  allAfter(id: number, limit: number): readonly LoggedEvent[];
  /** The newest id; 0 in an empty log. */
  head(): number;
  /** The newest id that is no longer kept; 0 while all are. */
  pruned(): number;
}

const COLUMNS = 'id, name, user_id AS userId, room_id AS roomId, data';

/** The log of this database. */
export function createEventLog(db: Database, now: () => number): EventLog {
  const insert = db.query('INSERT INTO event (name, user_id, room_id, data, created_at) VALUES (?, ?, ?, ?, ?)');
  const after = db.query<LoggedEvent>(
    `SELECT ${COLUMNS} FROM event WHERE id > ? AND (user_id IS NULL OR user_id = ?) ORDER BY id LIMIT ?`,
  );
  const allAfter = db.query<LoggedEvent>(`SELECT ${COLUMNS} FROM event WHERE id > ? ORDER BY id LIMIT ?`);
  const head = db.query<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM event');
  const pruned = db.query<{ id: number }>('SELECT coalesce(min(id) - 1, 0) AS id FROM event');
  return {
    append: (name, payload, { userId, roomId } = {}) => {
      insert.run(name, userId ?? null, roomId ?? null, JSON.stringify(payload), now());
    },
    after: (id, userId, limit) => after.all(id, userId, limit),
    allAfter: (id, limit) => allAfter.all(id, limit),
    head: () => head.get()?.id ?? 0,
    pruned: () => pruned.get()?.id ?? 0,
  };
}
