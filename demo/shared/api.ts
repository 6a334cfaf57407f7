/**
 * Every endpoint: what it takes and what it answers. `demo/README.md` says the same in sentences.
 *
 * Paths below `/api` need `Authorization: Bearer …`, apart from {@link OpenEndpoints}. Bodies are JSON with
 * `Content-Type: application/json`, at most 16 KB, without fields that are not named here. Whatever is refused is
 * answered with a `Problem`. Writes to purchases, spending, chat and dispatch honour `Idempotency-Key` (up to 200 visible
 * ASCII characters): the same key by the same user gives the first answer again, marked `Idempotency-Replayed: true`; the
 * same key for something else is 422.
 */
import type { Account, AccountRequest, SessionAnswer } from './accounts.ts';
import type {
  ChatMessage,
  ChatMessageRequest,
  ChatMessagesAnswer,
  ChatReadAnswer,
  ChatReadRequest,
  ChatRoomsAnswer,
} from './chat.ts';
import type { DispatchOutcome, DispatchReport, NotificationsAnswer } from './dispatch.ts';
import type { EventsAnswer } from './events.ts';
import type { FaultAnswer, FaultsAnswer } from './faults.ts';
import type {
  CommentAnswer,
  CommentRequest,
  PurchaseDetail,
  StatusAnswer,
  StatusRequest,
  TableAnswer,
  WatchersAnswer,
} from './purchases.ts';
import type { SpendingHealth, SpendingRequest, SpendingStatus } from './spending.ts';

/** Endpoints that need no token. */
export interface OpenEndpoints {
  'GET /api/accounts': { answer: readonly Account[] };
  /** 404 for nobody's account; 429 with `Retry-After` after too many. */
  'POST /api/login': { request: AccountRequest; answer: SessionAnswer };
  /** 401 when the account's cookie is missing or over: log in again. */
  'POST /api/token': { request: AccountRequest; answer: SessionAnswer };
  /** Ends the session and its token. 204. */
  'POST /api/logout': { request: AccountRequest; answer: null };
}

/** Endpoints that need a token: 401 without a good one, 403 for an inactive user. */
export interface TokenEndpoints {
  'GET /api/purchases/:kind': { answer: TableAnswer };
  'GET /api/purchases/:kind/:id': { answer: PurchaseDetail };
  /**
   * Stored and told once however often it is asked within 2 s. 409 with `Retry-After` when the purchase was given this
   * status less than 2 s ago and somebody has moved it on since: look again.
   */
  'PATCH /api/purchases/:kind/:id': { request: StatusRequest; answer: StatusAnswer };
  'POST /api/purchases/:kind/:id/comments': { request: CommentRequest; answer: CommentAnswer };
  'GET /api/purchases/:kind/:id/watchers': { answer: WatchersAnswer };
  /** `:userId` is the user's own, or anybody's for an admin; 403 otherwise. */
  'PUT /api/purchases/:kind/:id/watchers/:userId': { answer: WatchersAnswer };
  'DELETE /api/purchases/:kind/:id/watchers/:userId': { answer: WatchersAnswer };

  'GET /api/periode-limit/notifications/health': { answer: SpendingHealth };
  'GET /api/periode-limit/notifications/status': { answer: SpendingStatus };
  'POST /api/periode-limit/spendings': { request: SpendingRequest; answer: SpendingStatus };

  'GET /api/chat/rooms': { answer: ChatRoomsAnswer };
  'GET /api/chat/rooms/:id/messages': { answer: ChatMessagesAnswer };
  'POST /api/chat/rooms/:id/messages': { request: ChatMessageRequest; answer: ChatMessage };
  'POST /api/chat/rooms/:id/read': { request: ChatReadRequest; answer: ChatReadAnswer };

  'GET /api/notifications': { answer: NotificationsAnswer };
  'GET /api/dispatch/report': { answer: DispatchReport };
  /** For an admin or the one who caused it; 409 when it has not failed. */
  'POST /api/dispatch/:dispatchId/retry': { answer: DispatchOutcome };

  'GET /api/events': { answer: EventsAnswer };

  'GET /api/faults': { answer: FaultsAnswer };
  'POST /api/faults/:name': { answer: FaultAnswer };
}

/**
 * Streams; all need a token.
 *
 * - A `Last-Event-ID` that is no number or lies in the future is 400; one too far behind is answered 200 with another
 *   `Last-Event-ID` response header, which makes the client raise `resync`.
 * - Without one the stream begins with what happens next.
 * - A comment and a heartbeat come at once; then comments every 5 s and heartbeats every 25 s (30 s for spending).
 *   Heartbeats carry an id as well, so a client that is cut off before its first event knows where it was.
 * - Over 100 streams of one user, or too many new ones in a minute: 429 with `Retry-After`.
 */
export const STREAMS = {
  /** `DemoEvents`; `?with=chat,spending` for more. */
  events: '/api/events/stream',
  /** `SpendingEvents`: the user's own. */
  spending: '/api/periode-limit/notifications/stream',
  /** `ChatStreamPayload`; `?room=<id>`, or all rooms for an admin. */
  chat: '/api/chat/sse',
} as const;
