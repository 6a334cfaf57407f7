/** Tells the watchers of a purchase what happened: all of them or none, and once. */
import type { DispatchOutcome, DispatchType } from '../../shared/dispatch.ts';
import type { PurchaseKind } from '../../shared/purchases.ts';
import type { Person } from '../accounts/people.ts';
import type { Database } from '../database/database.ts';
import { hashOf } from '../http/idempotency.ts';
import { Refusal } from '../http/refusal.ts';
import { type DispatchLog, type LogRow, outcomeOf } from './dispatch-log.ts';
import type { Notifications } from './notifications.ts';

/** What happened. */
export interface Happening {
  readonly type: DispatchType;
  readonly kind: PurchaseKind;
  readonly purchaseId: number;
  readonly commentId: number | null;
  readonly actor: Person;
  /** In words. */
  readonly body: string;
  /** A name for it: the request's key, or the comment or change itself. The same name is the same dispatch. */
  readonly happening: string;
}

/** What dispatching needs. */
export interface DispatchDeps {
  readonly db: Database;
  readonly log: DispatchLog;
  readonly notifications: Notifications;
  readonly now: () => number;
}

/** Dispatches. */
export interface Dispatcher {
  /**
   * Log entry, notifications and completion in one transaction. When one recipient cannot be notified nobody is, and an
   * entry says that it failed and why. What was dispatched before is not dispatched again: its outcome is given.
   */
  dispatch(happening: Happening): DispatchOutcome;
  /** The same once more. @throws Refusal 404, 403 for somebody else's, 409 when it has not failed. */
  retry(dispatchId: string, by: Person): DispatchOutcome;
}

/** The id of a happening. Pure. */
export function dispatchIdOf({ type, purchaseId, happening }: Happening): string {
  return hashOf(`${type}\n${purchaseId}\n${happening}`);
}

/** A dispatcher over these parts. */
export function createDispatcher({ db, log, notifications, now }: DispatchDeps): Dispatcher {
  // Read within the transaction: a watcher that comes or goes meanwhile is in or out, not half.
  const recipients = db.query<{ userId: string }>(
    `SELECT w.user_id AS userId FROM watcher w JOIN user u ON u.id = w.user_id
     WHERE w.purchase_id = ? AND w.user_id <> ? AND u.active = 1 ORDER BY w.user_id`,
  );
  const entry = (dispatchId: string): LogRow => {
    const row = log.find(dispatchId);
    if (row === undefined) throw new RangeError(`There is no dispatch ${dispatchId}.`);
    return row;
  };
  const deliver = (dispatchId: string): void => {
    const row = entry(dispatchId);
    const users = recipients.all(row.purchaseId, row.actorId);
    for (const { userId } of users) notifications.notify(userId, row, Math.floor(now()));
    log.complete(dispatchId, users.length, now());
  };

  const dispatch = (happening: Happening): DispatchOutcome => {
    const dispatchId = dispatchIdOf(happening);
    const known = log.find(dispatchId);
    if (known !== undefined) return outcomeOf(known);
    const { type, purchaseId, commentId, actor, body } = happening;
    const enter = (): void =>
      log.enter({ dispatchId, type, purchaseId, commentId, actorId: actor.id, body, createdAt: now() });
    try {
      db.transaction(() => {
        enter();
        deliver(dispatchId);
      });
    } catch (error) {
      enter();
      log.fail(dispatchId, messageOf(error));
    }
    return outcomeOf(entry(dispatchId));
  };

  const retry = (dispatchId: string, by: Person): DispatchOutcome => {
    const row = log.find(dispatchId);
    if (row === undefined) throw new Refusal(404, 'There is no such dispatch.');
    if (by.role !== 'admin' && by.id !== row.actorId)
      throw new Refusal(403, 'An admin or whoever caused it may retry.');
    if (row.status !== 'failed') throw new Refusal(409, `It is ${row.status}, so there is nothing to retry.`);
    try {
      db.transaction(() => deliver(dispatchId));
    } catch (error) {
      log.fail(dispatchId, messageOf(error));
    }
    return outcomeOf(entry(dispatchId));
  };

  return {
    dispatch: (happening) => db.transaction(() => dispatch(happening)),
    retry: (dispatchId, by) => db.transaction(() => retry(dispatchId, by)),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
