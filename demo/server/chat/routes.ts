/** Chat over HTTP. */
import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import * as v from 'valibot';
import type { ChatMessagesAnswer, ChatRoomsAnswer } from '../../shared/chat.ts';
import type { StreamOpener } from '../events/stream-opener.ts';
import { chatSubscription } from '../events/subscription.ts';
import { readBody, text } from '../http/body.ts';
import type { Writer } from '../http/idempotency.ts';
import { wholeParam } from '../http/query.ts';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import type { ChatStore } from './chat-store.ts';

const MESSAGE = v.object({ text: text(2_000) });
const READ = v.object({
  messageId: v.optional(
    v.pipe(v.number('must be a number'), v.safeInteger('must be whole'), v.minValue(0, 'must not be negative')),
  ),
});
const ROOM = '/rooms/:id{[a-z0-9-]{1,40}}';

/** `/sse`, `/rooms` and what is below. */
export function chatRoutes(chat: ChatStore, writer: Writer, open: StreamOpener): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();
  const enter = (c: Context<DemoEnv>): string => {
    const room = c.req.param('id') ?? '';
    chat.enter(room, c.get('who').user);
    return room;
  };

  routes.get('/sse', (c) => {
    const { user } = c.get('who');
    const room = c.req.query('room');
    if (room !== undefined) chat.enter(room, user);
    else if (user.role !== 'admin')
      throw new Refusal(403, 'All rooms at once are for admins; ask for one: ?room=<id>.');
    return open(c, chatSubscription(user.id, room === undefined ? 'all' : new Set([room])), '');
  });

  // What feeds the badge while the stream is down: 304 while nothing moves.
  routes.get('/rooms', etag(), (c) => {
    const rooms = chat.rooms(c.get('who').user);
    const answer: ChatRoomsAnswer = { rooms, unreadCount: rooms.reduce((sum, room) => sum + room.unreadCount, 0) };
    c.header('Cache-Control', 'no-cache');
    return c.json(answer);
  });

  routes.get(`${ROOM}/messages`, (c) => {
    const limit = wholeParam(c.req.query('limit'), 'limit', { fallback: 50, min: 1, max: 100 });
    const max = 999_999_999_999_999;
    const before = wholeParam(c.req.query('before'), 'before', { fallback: max, min: 0, max });
    const answer: ChatMessagesAnswer = { messages: chat.messages(enter(c), before, limit) };
    return c.json(answer);
  });

  routes.post(`${ROOM}/messages`, async (c) => {
    const body = await readBody(c, MESSAGE);
    return writer.once(c, body, () => ({ status: 201, body: chat.post(enter(c), c.get('who').user, body.text) }));
  });

  routes.post(`${ROOM}/read`, async (c) => {
    const body = await readBody(c, READ);
    return writer.once(c, body, () => ({
      status: 200,
      body: chat.markRead(enter(c), c.get('who').user, body.messageId),
    }));
  });

  return routes;
}
