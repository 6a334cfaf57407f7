/** Forgets what is old, so that the file does not grow for ever. */
import type { Database } from './database.ts';

/** How much is kept. */
export interface Retention {
  readonly keepEvents: number;
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
/** A repeated request comes within moments; a day is plenty. */
const KEYS_MS = DAY_MS;
const SESSIONS_MS = 7 * DAY_MS;

/** Deletes what is older than `retention` says. Readers that stood in deleted events are told to resync. */
export function prune(db: Database, { keepEvents, keepDays }: Retention, now: number): void {
  const old = now - keepDays * DAY_MS;
  db.transaction(() => {
    db.query('DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?').run(keepEvents);
    // Their notifications go with them.
    db.query('DELETE FROM notification_dispatch_log WHERE created_at < ?').run(old);
    // The newest stays: the next one counts on from it.
    db.query('DELETE FROM purchase_change WHERE changed_at < ? AND seq < (SELECT max(seq) FROM purchase_change)').run(
      old,
    );
    db.query('DELETE FROM chat_message WHERE created_at < ?').run(old);
    db.query('DELETE FROM idempotency WHERE created_at < ?').run(now - KEYS_MS);
    db.query('DELETE FROM session WHERE created_at < ?').run(now - SESSIONS_MS);
  });
}
