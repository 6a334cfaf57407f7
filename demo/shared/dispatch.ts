/** Telling the watchers of a purchase, once and whole. */
import type { PurchaseKind } from './purchases.ts';

/** What happened. */
export type DispatchType = 'comment_added' | 'status_changed';

/** How far a dispatch is. Whoever looks from outside sees `pending` only if a server was stopped with one in hand. */
export type DispatchStatus = 'pending' | 'completed' | 'failed';

/** What became of a dispatch, for the one who caused it. */
export interface DispatchOutcome {
  /** Derived from what happened: the same happening has the same id, however often it is asked for. */
  readonly dispatchId: string;
  readonly status: DispatchStatus;
  /** How many were told; 0 after a failure, for then nobody was. */
  readonly recipients: number;
  /** Why it failed; `null` otherwise. `POST /api/dispatch/:dispatchId/retry` tries again. */
  readonly error: string | null;
}

/** A row of `notification_dispatch_log`. */
export interface DispatchEntry extends DispatchOutcome {
  readonly type: DispatchType;
  readonly kind: PurchaseKind;
  /** The purchase. */
  readonly batch_id: number;
  readonly commentId: number | null;
  readonly actor: string;
  readonly createdAt: string;
  readonly completedAt: string | null;
}

/** Times of one type's completed dispatches, in milliseconds. */
export interface DispatchTimes {
  readonly type: DispatchType;
  readonly count: number;
  readonly averageMs: number;
  readonly maxMs: number;
}

/** Answer of `GET /api/dispatch/report`. */
export interface DispatchReport {
  readonly failedLastHour: readonly DispatchEntry[];
  readonly pendingOverFiveMinutes: readonly DispatchEntry[];
  readonly byType: readonly DispatchTimes[];
  /** Notifications that one person has twice for one dispatch. Always empty. */
  readonly duplicates: readonly { readonly dispatchId: string; readonly userId: string; readonly count: number }[];
  /** The newest 20, whatever became of them. */
  readonly latest: readonly DispatchEntry[];
  readonly generatedAt: string;
}

/** One notification of a user; also the payload of the event `dispatch_notification`. */
export interface DispatchNotification {
  readonly id: number;
  readonly dispatchId: string;
  readonly type: DispatchType;
  readonly kind: PurchaseKind;
  readonly batch_id: number;
  /** For people: `Feed purchase FEED-2026-0117`. */
  readonly title: string;
  /** Text, to be shown as it is. */
  readonly body: string;
  /** A name. */
  readonly actor: string;
  readonly createdAt: string;
}

/** Answer of `GET /api/notifications?limit=50` (1 to 50): what a page loads first. */
export interface NotificationsAnswer {
  /** Newest first. */
  readonly notifications: readonly DispatchNotification[];
  /** A stream that begins here brings whatever comes after these. */
  readonly lastEventId: string;
}
