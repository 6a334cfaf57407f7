/** Spending over HTTP. */
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import * as v from 'valibot';
import type { SpendingHealth } from '../../shared/spending.ts';
import type { Hub } from '../events/hub.ts';
import type { StreamOpener } from '../events/stream-opener.ts';
import { spendingSubscription } from '../events/subscription.ts';
import { readBody, text } from '../http/body.ts';
import type { Writer } from '../http/idempotency.ts';
import type { DemoEnv } from '../http/security.ts';
import type { SpendingBook } from './spending-book.ts';

const SPENDING = v.object({
  amount: v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be whole rupiah'),
    v.minValue(1, 'must be at least 1'),
    v.maxValue(10_000_000_000, 'must be at most 10,000,000,000'),
  ),
  note: text(200),
});

/** `/notifications/health`, `/status`, `/stream`, and `/spendings`. */
export function spendingRoutes(book: SpendingBook, writer: Writer, hub: Hub, open: StreamOpener): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();

  routes.get('/notifications/health', (c) => {
    const userId = c.get('who').user.id;
    const health: SpendingHealth = {
      status: 'ok',
      userId,
      connectedClients: hub.count(userId, 'spending'),
      totalSystemClients: hub.count(undefined, 'spending'),
    };
    return c.json(health);
  });

  // What a page polls while its stream is down: 304 while nothing moves.
  routes.get('/notifications/status', etag(), (c) => {
    c.header('Cache-Control', 'no-cache');
    return c.json(book.status(c.get('who').user.id));
  });

  routes.get('/notifications/stream', (c) => {
    const { user } = c.get('who');
    const message = `Spending alerts for ${user.name}`;
    return open(c, spendingSubscription(user.id), `event: connected\ndata: ${JSON.stringify({ message })}\n\n`);
  });

  routes.post('/spendings', async (c) => {
    const body = await readBody(c, SPENDING);
    const userId = c.get('who').user.id;
    return writer.once(c, body, () => {
      book.book(userId, body.amount, body.note);
      return { status: 201, body: book.status(userId) };
    });
  });

  return routes;
}
