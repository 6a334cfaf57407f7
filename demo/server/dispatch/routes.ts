/** Notifications and the dispatch report over HTTP. */
import { Hono } from 'hono';
import type { DispatchReport, NotificationsAnswer } from '../../shared/dispatch.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Writer } from '../http/idempotency.ts';
import { wholeParam } from '../http/query.ts';
import type { DemoEnv } from '../http/security.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Notifications } from './notifications.ts';

/** The newest so many are loaded first. */
const MAX_NOTIFICATIONS = 50;

/** `/notifications`. */
export function notificationRoutes(notifications: Notifications, log: EventLog): Hono<DemoEnv> {
  return new Hono<DemoEnv>().get('/', (c) => {
    const limit = wholeParam(c.req.query('limit'), 'limit', {
      fallback: MAX_NOTIFICATIONS,
      min: 1,
      max: MAX_NOTIFICATIONS,
    });
    const answer: NotificationsAnswer = {
      // Asked first: what comes in between is told twice rather than never.
      lastEventId: String(log.head()),
      notifications: notifications.newest(c.get('who').user.id, limit),
    };
    return c.json(answer);
  });
}

/** `/dispatch/report` and `/dispatch/:dispatchId/retry`. */
export function dispatchRoutes(dispatcher: Dispatcher, report: () => DispatchReport, writer: Writer): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();
  routes.get('/report', (c) => c.json(report()));
  routes.post('/:dispatchId{[0-9a-f]{64}}/retry', (c) =>
    writer.once(c, null, () => ({
      status: 200,
      body: dispatcher.retry(c.req.param('dispatchId'), c.get('who').user),
    })),
  );
  return routes;
}
