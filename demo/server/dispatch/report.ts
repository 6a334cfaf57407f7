/** How dispatching goes: what failed, what hangs, how long it takes. */
import type { DispatchReport, DispatchTimes } from '../../shared/dispatch.ts';
import type { Database } from '../database/database.ts';
import { type DispatchLog, entryOf } from './dispatch-log.ts';

const HOUR_MS = 3_600_000;
const LONG_PENDING_MS = 5 * 60_000;
const LATEST = 20;

/** Reports on what the log holds. */
export function createReport(db: Database, log: DispatchLog, now: () => number): () => DispatchReport {
  const times = db.query<DispatchTimes>(
    `SELECT type, count(*) AS count, round(avg(completed_at - created_at), 3) AS averageMs,
       round(max(completed_at - created_at), 3) AS maxMs
     FROM notification_dispatch_log WHERE status = 'completed' GROUP BY type ORDER BY type`,
  );
  const duplicates = db.query<DispatchReport['duplicates'][number]>(
    `SELECT dispatch_id AS dispatchId, user_id AS userId, count(*) AS count
     FROM notification GROUP BY dispatch_id, user_id HAVING count(*) > 1`,
  );
  return () => ({
    failedLastHour: log.failedSince(now() - HOUR_MS).map(entryOf),
    pendingOverFiveMinutes: log.pendingSince(now() - LONG_PENDING_MS).map(entryOf),
    byType: times.all(),
    duplicates: duplicates.all(),
    latest: log.latest(LATEST).map(entryOf),
    generatedAt: new Date(now()).toISOString(),
  });
}
