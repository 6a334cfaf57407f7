/** Purchases of supply, feed and livestock: rows, changes, comments, watchers. */
import type { DispatchOutcome } from './dispatch.ts';

/** The three tables. */
export type PurchaseKind = 'supply' | 'feed' | 'livestock';

/** All three, in the order of the menu. */
export const PURCHASE_KINDS: readonly PurchaseKind[] = ['supply', 'feed', 'livestock'];

/** The road of a purchase, in order; `cancelled` may follow any of them. Any status may be set from any other. */
export type PurchaseStatus = 'draft' | 'pending' | 'confirmed' | 'in_transit' | 'arrived' | 'completed' | 'cancelled';

/** All statuses, in the order of the road. */
export const PURCHASE_STATUSES: readonly PurchaseStatus[] = [
  'draft',
  'pending',
  'confirmed',
  'in_transit',
  'arrived',
  'completed',
  'cancelled',
];

/** One row of a table. Every field may be used to search and to order. */
export interface PurchaseRow {
  /** The `batch_id` of events. */
  readonly id: number;
  /** For people: `FEED-2026-0117`. */
  readonly number: string;
  readonly farm: string;
  readonly vendor: string;
  readonly item: string;
  readonly quantity: number;
  /** What the quantity counts: `sacks`, `heads`, … */
  readonly unit: string;
  /** Whole rupiah. */
  readonly amount: number;
  readonly status: PurchaseStatus;
  /** A person's name, as are all names here. */
  readonly requestedBy: string;
  readonly updatedBy: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/**
 * Answer of `GET /api/purchases/:kind`: the server-side protocol of DataTables.
 *
 * Query: `draw`, `start`, `length` (1 to 100), `search[value]`, `columns[i][data]` (a name of {@link PurchaseRow}),
 * `columns[i][search][value]`, `order[i][column]`, `order[i][dir]`. All may be left out.
 */
export interface TableAnswer {
  readonly draw: number;
  readonly recordsTotal: number;
  readonly recordsFiltered: number;
  readonly data: readonly PurchaseRow[];
}

/** A comment on a purchase. `text` is text: it may contain `<` and must be shown as it is. */
export interface PurchaseComment {
  readonly id: number;
  readonly author: string;
  readonly authorId: string;
  readonly text: string;
  readonly createdAt: string;
}

/** Somebody who is notified of comments and changes of status, save their own. */
export interface Watcher {
  readonly userId: string;
  readonly name: string;
}

/** Answer of `GET /api/purchases/:kind/:id`. */
export interface PurchaseDetail {
  readonly purchase: PurchaseRow;
  /** Newest 100, oldest first. */
  readonly comments: readonly PurchaseComment[];
  readonly watchers: readonly Watcher[];
}

/** Answer of `GET`, `PUT` and `DELETE` below `/api/purchases/:kind/:id/watchers`. */
export interface WatchersAnswer {
  readonly watchers: readonly Watcher[];
}

/** Body of `PATCH /api/purchases/:kind/:id`. */
export interface StatusRequest {
  readonly status: PurchaseStatus;
}

/** Answer of `PATCH /api/purchases/:kind/:id`. */
export interface StatusAnswer {
  readonly purchase: PurchaseRow;
  /** False when it had this status already: nothing was stored, nobody was told. */
  readonly changed: boolean;
  /** `seq` of the event that tells it; `null` when nothing changed. */
  readonly seq: number | null;
  readonly dispatch: DispatchOutcome | null;
}

/** Body of `POST /api/purchases/:kind/:id/comments`: 1 to 2,000 characters. */
export interface CommentRequest {
  readonly text: string;
}

/**
 * Answer of `POST /api/purchases/:kind/:id/comments`: 201. The same words by the same person on the same purchase
 * within 2 s are the same comment, and then the answer is 200.
 */
export interface CommentAnswer {
  readonly comment: PurchaseComment;
  readonly dispatch: DispatchOutcome;
}

/** Payload of `supply_purchase_status_changed`, `feed_…` and `livestock_…`. */
export interface PurchaseStatusChanged {
  /**
   * Grows by exactly one over the events of all three tables, whoever causes them: a page proves with it that none was
   * lost and none shown twice.
   */
  readonly seq: number;
  readonly batch_id: number;
  readonly old_status: PurchaseStatus;
  readonly new_status: PurchaseStatus;
  /** A name, for people. */
  readonly changed_by: string;
  readonly changed_by_id: string;
  /** When it was written, in ISO 8601. */
  readonly changed_at: string;
  /** For a notice: `FEED-2026-0117`. */
  readonly number: string;
  readonly item: string;
}
