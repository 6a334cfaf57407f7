/** `notification_dispatch_log`: what was to be told, and what became of it. */
import type { DispatchEntry, DispatchOutcome, DispatchStatus, DispatchType } from '../../shared/dispatch.ts';
import type { PurchaseKind } from '../../shared/purchases.ts';
import type { Database } from '../database/database.ts';

/** An entry as it is stored, with the names that go with it. */
export interface LogRow {
  readonly dispatchId: string;
  readonly type: DispatchType;
  readonly purchaseId: number;
  readonly kind: PurchaseKind;
  readonly number: string;
  readonly commentId: number | null;
  readonly actorId: string;
  readonly actor: string;
  readonly body: string;
  readonly recipients: number;
  readonly status: DispatchStatus;
  /** Milliseconds since 1970, with fractions: dispatches take less than one. */
  readonly createdAt: number;
  readonly completedAt: number | null;
  readonly error: string | null;
}

/** A new entry. */
export type NewEntry = Pick<
  LogRow,
  'dispatchId' | 'type' | 'purchaseId' | 'commentId' | 'actorId' | 'body' | 'createdAt'
>;

/** The log. To be called within a transaction, apart from what reads. */
export interface DispatchLog {
  find(dispatchId: string): LogRow | undefined;
  /** As pending. The id is UNIQUE: what was dispatched once cannot be entered again. */
  enter(entry: NewEntry): void;
  complete(dispatchId: string, recipients: number, at: number): void;
  fail(dispatchId: string, error: string): void;
  latest(limit: number): readonly LogRow[];
  /** Failed since then. */
  failedSince(time: number): readonly LogRow[];
  /** Pending since before then. */
  pendingSince(time: number): readonly LogRow[];
}

const SELECT = `SELECT l.dispatch_id AS dispatchId, l.type, l.issue_id AS purchaseId, p.kind, p.number,
    l.comment_id AS commentId, l.actor_id AS actorId, u.name AS actor, l.body, l.recipients_count AS recipients,
    l.status, l.created_at AS createdAt, l.completed_at AS completedAt, l.error_message AS error
  FROM notification_dispatch_log l JOIN purchase p ON p.id = l.issue_id JOIN user u ON u.id = l.actor_id`;

/** The log in the database. */
export function createDispatchLog(db: Database): DispatchLog {
  const find = db.query<LogRow>(`${SELECT} WHERE l.dispatch_id = ?`);
  const enter = db.query(
    `INSERT INTO notification_dispatch_log
       (dispatch_id, type, issue_id, comment_id, actor_id, body, recipients_count, status, created_at)
     VALUES (?, ?, ?, ?, ?, ?, 0, 'pending', ?)`,
  );
  const complete = db.query(
    `UPDATE notification_dispatch_log
     SET status = 'completed', recipients_count = ?, completed_at = ?, error_message = NULL WHERE dispatch_id = ?`,
  );
  const fail = db.query(
    `UPDATE notification_dispatch_log SET status = 'failed', error_message = ? WHERE dispatch_id = ?`,
  );
  const latest = db.query<LogRow>(`${SELECT} ORDER BY l.id DESC LIMIT ?`);
  const failed = db.query<LogRow>(`${SELECT} WHERE l.status = 'failed' AND l.created_at > ? ORDER BY l.id DESC`);
  const pending = db.query<LogRow>(`${SELECT} WHERE l.status = 'pending' AND l.created_at < ? ORDER BY l.id`);
  return {
    find: (dispatchId) => find.get(dispatchId),
    enter: ({ dispatchId, type, purchaseId, commentId, actorId, body, createdAt }) => {
      enter.run(dispatchId, type, purchaseId, commentId, actorId, body, createdAt);
    },
    complete: (dispatchId, recipients, at) => {
      complete.run(recipients, at, dispatchId);
    },
    fail: (dispatchId, error) => {
      fail.run(error, dispatchId);
    },
    latest: (limit) => latest.all(limit),
    failedSince: (time) => failed.all(time),
    pendingSince: (time) => pending.all(time),
  };
}

/** What the one who caused it is told. */
export function outcomeOf({ dispatchId, status, recipients, error }: LogRow): DispatchOutcome {
  return { dispatchId, status, recipients, error };
}

/** The entry for reports. */
export function entryOf(row: LogRow): DispatchEntry {
  const { type, kind, purchaseId, commentId, actor, createdAt, completedAt } = row;
  return {
    ...outcomeOf(row),
    type,
    kind,
    batch_id: purchaseId,
    commentId,
    actor,
    createdAt: new Date(createdAt).toISOString(),
    completedAt: completedAt === null ? null : new Date(completedAt).toISOString(),
  };
}
