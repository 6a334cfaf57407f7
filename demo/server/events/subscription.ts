/** What a stream carries, and in which words. Pure. */
import type { LoggedEvent } from './event-log.ts';

/** The three streams. */
export type StreamKind = 'events' | 'spending' | 'chat';

/** Which events a reader gets. */
export interface Subscription {
  readonly kind: StreamKind;
  readonly userId: string;
  /** Purchases, and the user's notifications. */
  readonly purchases: boolean;
  readonly spending: boolean;
  /** Rooms whose messages are carried. */
  readonly rooms: 'all' | ReadonlySet<string>;
}

const NO_ROOMS: ReadonlySet<string> = new Set();

/** The page's stream; `rooms` and `spending` are what `?with=` asks for. */
export function pageSubscription(
  userId: string,
  also: { readonly spending: boolean; readonly rooms: Subscription['rooms'] | null },
): Subscription {
  return { kind: 'events', userId, purchases: true, spending: also.spending, rooms: also.rooms ?? NO_ROOMS };
}

/** A user's own spending. */
export function spendingSubscription(userId: string): Subscription {
  return { kind: 'spending', userId, purchases: false, spending: true, rooms: NO_ROOMS };
}

/** Chat rooms. */
export function chatSubscription(userId: string, rooms: Subscription['rooms']): Subscription {
  return { kind: 'chat', userId, purchases: false, spending: false, rooms };
}

/** Whether the event is for this reader. */
export function isFor(event: LoggedEvent, { userId, purchases, spending, rooms }: Subscription): boolean {
  if (event.userId !== null && event.userId !== userId) return false;
  if (event.roomId !== null) return rooms === 'all' || rooms.has(event.roomId);
  return event.name === 'spending_notification' ? spending : purchases;
}

/** The event as a block of the stream. Spending has a name of its own there; chat carries its type in the payload. */
export function frameOf(event: LoggedEvent, kind: StreamKind): string {
  const { id, name, data } = event;
  if (kind === 'spending') return `id: ${id}\nevent: notification\ndata: ${data}\n\n`;
  if (kind === 'events') return `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`;
  return `id: ${id}\ndata: {"type":"${name === 'chat_read' ? 'read' : 'message'}",${data.slice(1)}\n\n`;
}

/** A heartbeat that also says how far the reader has come, so that an idle one need not be searched for later. */
export function heartbeatOf(kind: StreamKind, id: number, now: number): string {
  if (kind === 'chat') return `id: ${id}\ndata: {"type":"heartbeat","timestamp":${now}}\n\n`;
  return `id: ${id}\nevent: heartbeat\ndata: {"timestamp":${now}}\n\n`;
}
