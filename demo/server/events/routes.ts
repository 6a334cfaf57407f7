/** The page's stream, and its twin for when there is none. */
import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import type { EventsAnswer } from '../../shared/events.ts';
import type { ChatStore } from '../chat/chat-store.ts';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import type { EventLog } from './event-log.ts';
import { placeIn, type StreamOpener } from './stream-opener.ts';
import { isFor, pageSubscription, type Subscription } from './subscription.ts';

/** Most events in one answer to a poll; the next poll gets the rest. */
const POLL_LIMIT = 1_000;

/** `/` and `/stream`. */
export function eventRoutes(log: EventLog, chat: ChatStore, replayEvents: number, open: StreamOpener): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();

  routes.get('/stream', (c) => open(c, subscriptionOf(c, chat), ''));

  routes.get('/', etag(), (c) => {
    const subscription = subscriptionOf(c, chat);
    const place = placeIn(log, replayEvents, c.req.query('after') ?? c.req.header('Last-Event-ID'));
    const head = log.head();
    const found = log.after(place.id, subscription.userId, POLL_LIMIT);
    const last = found.length < POLL_LIMIT ? head : 0;
    const answer: EventsAnswer = {
      events: found
        .filter((event) => isFor(event, subscription))
        .map(({ id, name, data }) => ({ id: String(id), type: name, data: JSON.parse(data) as unknown })),
      lastEventId: String(Math.max(last, found.at(-1)?.id ?? place.id)),
      resync: place.resync,
    };
    c.header('Cache-Control', 'no-cache');
    c.header('Vary', 'Authorization, Last-Event-ID');
    return c.json(answer);
  });

  return routes;
}

function subscriptionOf(c: Context<DemoEnv>, chat: ChatStore): Subscription {
  const { user } = c.get('who');
  const also = (c.req.query('with') ?? '').split(',').filter((name) => name !== '');
  const unknown = also.find((name) => name !== 'chat' && name !== 'spending');
  if (unknown !== undefined) throw new Refusal(400, 'with must be chat, spending, or both with a comma.');
  return pageSubscription(user.id, {
    spending: also.includes('spending'),
    rooms: also.includes('chat') ? chat.readable(user) : null,
  });
}
