/** What the page's one stream carries, and its twin for polling. */
import type { ChatMessage, ChatRead } from './chat.ts';
import type { DispatchNotification } from './dispatch.ts';
import type { PurchaseStatusChanged } from './purchases.ts';
import type { SpendingNotification } from './spending.ts';

/**
 * Events of `GET /api/events/stream`: `SseClient<DemoEvents>`.
 *
 * The purchases of all tables come to everybody, `dispatch_notification` to whom it is for. With `?with=chat,spending`
 * the same stream carries those as well, so that a page needs one connection of the six a browser allows a host.
 */
export interface DemoEvents {
  readonly supply_purchase_status_changed: PurchaseStatusChanged;
  readonly feed_purchase_status_changed: PurchaseStatusChanged;
  readonly livestock_purchase_status_changed: PurchaseStatusChanged;
  readonly dispatch_notification: DispatchNotification;
  /** `with=spending`: what the spending stream calls `notification`. */
  readonly spending_notification: SpendingNotification;
  /** `with=chat`: messages of the rooms the user may read, their own included. */
  readonly chat_message: ChatMessage;
  /** `with=chat`: the user read a room, perhaps on another page. */
  readonly chat_read: ChatRead;
}

/** The name of an event of {@link DemoEvents}. */
export type DemoEventName = keyof DemoEvents;

/** An event as a poll brings it: what `polling.toEvents` returns. */
export interface PolledDemoEvent {
  /** A whole number in decimal digits that grows from event to event, over everything that happens. */
  readonly id: string;
  readonly type: DemoEventName;
  readonly data: unknown;
}

/**
 * Answer of `GET /api/events?with=…`: what follows `Last-Event-ID` (the header, or the query's `after`), at most 1,000.
 * Without an id: no events, and the place to begin. With `If-None-Match` 304 when nothing is new.
 */
export interface EventsAnswer {
  readonly events: readonly PolledDemoEvent[];
  /** Where to go on from. */
  readonly lastEventId: string;
  /** Too far behind: what lay between is not told one by one, so load everything afresh. */
  readonly resync: boolean;
}
