/** Answers a request with a stream: judges it, writes the head, hands it to the hub. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { RateLimit } from '../http/rate-limit.ts';
import { Refusal } from '../http/refusal.ts';
import { type DemoEnv, SECURITY_HEADERS } from '../http/security.ts';
import type { EventLog } from './event-log.ts';
import type { Hub } from './hub.ts';
import { type Place, placeOf } from './place.ts';
import type { Subscription } from './subscription.ts';

/** What the faults have to say about new streams. */
export interface StreamFaults {
  /** New streams of this session are refused. */
  isUnavailable(sessionId: string): boolean;
  /** Until when they are answered but not fed; 0 for not at all. */
  bufferUntil(sessionId: string): number;
}

/** What opening needs. */
export interface OpenerDeps {
  readonly hub: Hub;
  readonly log: EventLog;
  readonly faults: StreamFaults;
  readonly replayEvents: number;
  readonly streamsPerUser: number;
  /** By session. */
  readonly reconnects: RateLimit;
  readonly now: () => number;
}

/**
 * Opens a stream for the request. `greeting` follows the first comment.
 * @throws Refusal 429 over a limit, 400 for a wrong `Last-Event-ID`, 503 as a fault.
 */
export type StreamOpener = (c: Context<DemoEnv>, subscription: Subscription, greeting: string) => Response;

/** Full of streams a user has to close one first, which takes a person a moment. */
const FULL_RETRY_SECONDS = 30;

/** An opener over these parts. */
export function createStreamOpener(deps: OpenerDeps): StreamOpener {
  const { hub, log, faults, now } = deps;

  const judge = (c: Context<DemoEnv>): Place => {
    const { user, sessionId } = c.get('who');
    const place = placeIn(log, deps.replayEvents, c.req.header('Last-Event-ID'));
    deps.reconnects.take(sessionId);
    if (faults.isUnavailable(sessionId)) {
      throw new Refusal(503, 'Streams are down; polling works.', { headers: { 'Retry-After': '1' } });
    }
    if (hub.count(user.id) >= deps.streamsPerUser) {
      throw new Refusal(429, `Too many streams: at most ${deps.streamsPerUser} for one user.`, {
        headers: { 'Retry-After': String(FULL_RETRY_SECONDS) },
      });
    }
    return place;
  };

  return (c, subscription, greeting) => {
    const place = judge(c);
    const headers = {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      // Where the stream really goes on from, if that is not where the client asked it to.
      ...(place.resync && { 'Last-Event-ID': String(place.id) }),
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const { outgoing } = c.env;
    outgoing.writeHead(200, headers);
    outgoing.flushHeaders();
    const { sessionId } = c.get('who');
    const connection = hub.add(outgoing, { sessionId, subscription, from: place.id, greeting });
    connection.hold(faults.bufferUntil(sessionId));
    connection.catchUp(log, now());
    return RESPONSE_ALREADY_SENT;
  };
}

/** The place in this log of a reader that saw `asked` last. */
export function placeIn(log: EventLog, replayEvents: number, asked: string | undefined): Place {
  return placeOf(asked, { head: log.head(), pruned: log.pruned(), replayEvents });
}
