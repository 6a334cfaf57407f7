/** The server's parts put together into one Hono application. */
import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Config } from './config.ts';
import { createMemoryLog } from './event-log.ts';
import { faultRoutes } from './fault-routes.ts';
import { createFaults } from './faults.ts';
import { createFeed, type Feed } from './feed.ts';
import { createHub, type Hub } from './hub.ts';
import { notificationRoutes } from './notifications.ts';
import { pageRoutes } from './page.ts';
import { problem } from './problem.ts';
import { type DemoEnv, requireToken, secureHeaders } from './security.ts';
import { createTokens } from './tokens.ts';

/** The application and what its host has to run. */
export interface DemoApp {
  readonly app: Hono<DemoEnv>;
  readonly feed: Feed;
  readonly hub: Hub;
  /** What a restarted process would have lost: its secret, its epoch, its faults. */
  forget(): void;
}

/** Builds the application; `restart` is the host's way to go down for a while. */
export function createApp(config: Config, restart: (downMs: number) => void): DemoApp {
  const now = Date.now;
  const log = createMemoryLog(config.logCapacity, now);
  const hub = createHub(log, now);
  const tokens = createTokens(config.tokenSeconds);
  const feed = createFeed({ log, pump: hub.pump, random: Math.random, intervalMs: config.feedIntervalMs });
  const faults = createFaults({ log, hub, tokens, feed, now, restart });
  let visitors = 0;

  const app = new Hono<DemoEnv>();
  app.use(secureHeaders());
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (_, allowed) => methodProblem(allowed) }));
  app.post('/api/token', async (c) => {
    visitors += 1;
    c.header('Cache-Control', 'no-store');
    return c.json(await tokens.issue(`visitor-${visitors}`));
  });
  for (const path of ['/api/notifications/*', '/api/faults', '/api/faults/*']) app.use(path, requireToken(tokens));
  app.route('/api/notifications', notificationRoutes(log, hub, faults));
  app.route('/api/faults', faultRoutes(faults, log));
  app.all('/api/*', () => problem(404, 'Not Found'));
  app.route('/', pageRoutes(config.webRoot));
  app.notFound(() => problem(404, 'Not Found'));
  app.onError((error) => {
    console.error(error);
    return problem(500, 'Internal Server Error');
  });

  return {
    app,
    feed,
    hub,
    forget: () => {
      tokens.revokeAll();
      faults.clear();
      log.beginEpoch(now());
    },
  };
}

function methodProblem(allowed: readonly string[]): Response {
  return problem(405, 'Method Not Allowed', undefined, { Allow: allowed.join(', ') });
}
