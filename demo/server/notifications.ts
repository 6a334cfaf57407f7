/** The two roads on which events reach a page: the stream, and the poll for when there is none. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { PollAnswer } from '../shared/demo-events.ts';
import { type EventLog, isEventId, type Place } from './event-log.ts';
import type { Faults } from './faults.ts';
import type { Hub } from './hub.ts';
import { problem } from './problem.ts';
import { type DemoEnv, SECURITY_HEADERS } from './security.ts';

/** Most events in one answer to a poll; the next poll gets the rest. */
const POLL_LIMIT = 1_000;

/** `/stream`, `/status` and `/health`. */
export function notificationRoutes(log: EventLog, hub: Hub, faults: Faults): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();

  routes.get('/stream', (c) => {
    if (faults.isUnavailable()) {
      return problem(503, 'Service Unavailable', 'Streams are down; polling works.', { 'Retry-After': '1' });
    }
    const asked = c.req.header('Last-Event-ID') ?? '';
    const place = placeOf(log, asked);
    if (place === undefined) return malformedId();
    const { outgoing } = c.env;
    outgoing.writeHead(200, {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      // Where the stream really starts, if that is not where the client asked it to.
      ...(asked !== '' && !place.exact && { 'Last-Event-ID': place.id }),
    });
    outgoing.flushHeaders();
    hub.add(outgoing, place.seq, faults.bufferUntil());
    return RESPONSE_ALREADY_SENT;
  });

  routes.get('/status', (c) => {
    const asked = c.req.query('after') ?? c.req.header('Last-Event-ID') ?? '';
    const place = placeOf(log, asked);
    if (place === undefined) return malformedId();
    const events = log.after(place.seq, POLL_LIMIT) ?? [];
    const lastEventId = events.at(-1)?.id ?? place.id;
    const etag = `"${place.id}..${lastEventId}"`;
    c.header('ETag', etag);
    c.header('Cache-Control', 'no-cache');
    c.header('Vary', 'Authorization, Last-Event-ID');
    const resync = asked !== '' && !place.exact;
    if (c.req.header('If-None-Match') === etag && !resync) return c.body(null, 304);
    const answer: PollAnswer = {
      events: events.map(({ id, type, data }) => ({ id, type, data: JSON.parse(data) as unknown })),
      lastEventId,
      resync,
    };
    return c.json(answer);
  });

  routes.get('/health', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ status: 'ok', userId: c.get('user'), connectedClients: hub.size(), lastEventId: log.headId() });
  });

  return routes;
}

function placeOf(log: EventLog, asked: string): Place | undefined {
  return asked === '' || isEventId(asked) ? log.locate(asked) : undefined;
}

function malformedId(): Response {
  return problem(400, 'Bad Request', 'Last-Event-ID is not an id of this server.');
}
