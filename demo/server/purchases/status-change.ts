/** Changing the status of a purchase: decided, stored, told, booked and dispatched in one transaction. */
import {
  PURCHASE_STATUSES,
  type PurchaseKind,
  type PurchaseRow,
  type PurchaseStatus,
  type StatusAnswer,
} from '../../shared/purchases.ts';
import type { Person } from '../accounts/people.ts';
import type { Database } from '../database/database.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { EventLog } from '../events/event-log.ts';
import { Refusal } from '../http/refusal.ts';
import type { SpendingBook } from '../spending/spending-book.ts';
import type { PurchaseTable } from './purchase-table.ts';

/** The same purchase and status within this time is the same change. */
export const DEBOUNCE_MS = 2_000;

/** What is to be done with a wish. */
export type StatusDecision = 'nothing' | 'too-soon' | 'change';

/**
 * Pure. `nothing`: it has that status. `too-soon`: it was given that status within {@link DEBOUNCE_MS}, which has been
 * told, and has moved on since: neither telling it twice nor keeping silent would be right.
 *
 * @param sameChangeAt - When it was last given the wanted status.
 */
export function decideStatus(
  current: PurchaseStatus,
  wanted: PurchaseStatus,
  sameChangeAt: number | undefined,
  now: number,
): StatusDecision {
  if (current === wanted) return 'nothing';
  return sameChangeAt !== undefined && now - sameChangeAt < DEBOUNCE_MS ? 'too-soon' : 'change';
}

/** What a change touches. */
export interface StatusDeps {
  readonly db: Database;
  readonly log: EventLog;
  readonly table: PurchaseTable;
  readonly spending: SpendingBook;
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
}

/** Somebody's wish. */
export interface StatusWish {
  readonly actor: Person;
  readonly kind: PurchaseKind;
  readonly id: number;
  readonly status: PurchaseStatus;
  /** A name for the request, if it has one: a repetition has the same. */
  readonly key?: string | null;
}

/** Changes statuses. */
export interface StatusChanger {
  /** @throws Refusal 404, or 409 with `Retry-After`. */
  change(wish: StatusWish): StatusAnswer;
  /** The number of the newest change. */
  headSeq(): number;
}

/** A changer over these parts. */
export function createStatusChanger(deps: StatusDeps): StatusChanger {
  const { db, log, table, spending, dispatcher, now } = deps;
  const newest = db.query<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM purchase_change');
  const latestSame = db.query<{ changed_at: number }>(
    'SELECT changed_at FROM purchase_change WHERE purchase_id = ? AND new_status = ? ORDER BY changed_at DESC LIMIT 1',
  );
  const update = db.query('UPDATE purchase SET status = ?, updated_by = ?, updated_at = ? WHERE id = ?');
  const insert = db.query(
    `INSERT INTO purchase_change (purchase_id, seq, old_status, new_status, actor_id, changed_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const headSeq = (): number => newest.get()?.seq ?? 0;

  const store = ({ actor, kind, id, status }: StatusWish, before: PurchaseRow): number => {
    const at = now();
    const seq = headSeq() + 1;
    update.run(status, actor.id, at, id);
    insert.run(id, seq, before.status, status, actor.id, at);
    log.append(`${kind}_purchase_status_changed`, {
      seq,
      batch_id: id,
      old_status: before.status,
      new_status: status,
      changed_by: actor.name,
      changed_by_id: actor.id,
      changed_at: new Date(at).toISOString(),
      number: before.number,
      item: before.item,
    });
    return seq;
  };

  const change = (wish: StatusWish): StatusAnswer => {
    const { actor, kind, id, status, key } = wish;
    const purchase = table.find(kind, id);
    if (purchase === undefined) throw new Refusal(404, `There is no ${kind} purchase ${id}.`);
    const { row, requesterId } = purchase;
    const decision = decideStatus(row.status, status, latestSame.get(id, status)?.changed_at, now());
    if (decision === 'nothing') return { purchase: row, changed: false, seq: null, dispatch: null };
    if (decision === 'too-soon') {
      throw new Refusal(409, `It was given this status a moment ago and is ${row.status} by now: look again.`, {
        headers: { 'Retry-After': String(DEBOUNCE_MS / 1_000) },
      });
    }
    const seq = store(wish, row);
    const charge = Number(isCharged(status)) - Number(isCharged(row.status));
    if (charge !== 0) spending.book(requesterId, charge * row.amount, `${row.number} ${words(status)}`);
    const dispatch = dispatcher.dispatch({
      type: 'status_changed',
      kind,
      purchaseId: id,
      commentId: null,
      actor,
      body: `From ${words(row.status)} to ${words(status)}`,
      happening: key ?? `change ${seq}`,
    });
    return { purchase: table.find(kind, id)?.row ?? row, changed: true, seq, dispatch };
  };

  return { change: (wish) => db.transaction(() => change(wish)), headSeq };
}

/** Whether a purchase of this status is charged to whoever requested it. */
function isCharged(status: PurchaseStatus): boolean {
  const place = PURCHASE_STATUSES.indexOf(status);
  return place >= PURCHASE_STATUSES.indexOf('confirmed') && status !== 'cancelled';
}

function words(status: PurchaseStatus): string {
  return status.replace('_', ' ');
}
