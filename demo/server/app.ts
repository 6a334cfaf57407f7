/** The server's parts put together over one open database: what lives from start to stop, or to a restart. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { door } from './accounts/door.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createSessions } from './accounts/sessions.ts';
import { createTokens } from './accounts/tokens.ts';
import { chatRoutes } from './chat/routes.ts';
import type { Config } from './config.ts';
import { dispatchRoutes, notificationRoutes } from './dispatch/routes.ts';
import { createHub, type Hub } from './events/hub.ts';
import { eventRoutes } from './events/routes.ts';
import { createStreamOpener } from './events/stream-opener.ts';
import { createFaults } from './faults/faults.ts';
import { faultRoutes } from './faults/routes.ts';
import { MAX_BODY_BYTES } from './http/body.ts';
import { createWriter } from './http/idempotency.ts';
import { pageRoutes } from './http/page.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { problem, Refusal } from './http/refusal.ts';
import { type DemoEnv, secureHeaders } from './http/security.ts';
import { purchaseRoutes } from './purchases/routes.ts';
import { spendingRoutes } from './spending/routes.ts';
import { createSystems, type Systems } from './systems.ts';

/** The application and what its host has to run. */
export interface DemoApp {
  readonly app: Hono<DemoEnv>;
  readonly hub: Hub;
  readonly systems: Systems;
}

/** What the application asks of its host. */
export interface Host {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly later: (ms: number, act: () => void) => void;
  /** Goes down for a while. */
  readonly restart: (downMs: number) => void;
}

/** Opens the database and builds the application over it. */
export function createApp(config: Config, host: Host): DemoApp {
  const { now } = host;
  const systems = createSystems(config, now);
  const { db, log, people, statuses, colleagues } = systems;
  const hub = createHub(log, config.replayEvents, now);
  const sessions = createSessions(db, people, now);
  const tokens = createTokens(config.tokenSeconds, now);
  const writer = createWriter(db, now);
  const { changeMany: colleagueChanges } = colleagues;
  const faults = createFaults({ ...host, hub, sessions, colleagueChanges, headSeq: statuses.headSeq });
  const reconnects = createRateLimit('new streams', config.streamsPerMinute, now);
  const { replayEvents, streamsPerUser } = config;
  const open = createStreamOpener({ hub, log, faults, replayEvents, streamsPerUser, reconnects, now });
  const logins = createRateLimit('logins', config.loginsPerMinute, now);

  const app = createShell();
  const { tokenSeconds } = config;
  app.route('/api', accountRoutes({ people, sessions, tokens, tokenSeconds, logins, cut: hub.cut, head: log.head }));
  app.use('/api/*', door(tokens, sessions));
  app.route('/api/purchases', purchaseRoutes({ ...systems, writer }));
  app.route('/api/periode-limit', spendingRoutes(systems.spending, writer, hub, open));
  app.route('/api/chat', chatRoutes(systems.chat, writer, open));
  app.route('/api/notifications', notificationRoutes(systems.notifications, log));
  app.route('/api/dispatch', dispatchRoutes(systems.dispatcher, systems.report, writer));
  app.route('/api/events', eventRoutes(log, systems.chat, replayEvents, open));
  app.route('/api/faults', faultRoutes(faults, statuses.headSeq));
  app.route('/', pageRoutes(config.webRoot));
  return { app, hub, systems };
}

/** What surrounds every request: headers, limits, and refusals as problems. */
function createShell(): Hono<DemoEnv> {
  const app = new Hono<DemoEnv>();
  app.use(secureHeaders());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_, allowed) => problem(new Refusal(405, '', { headers: { Allow: allowed.join(', ') } })),
    }),
  );
  const tooLarge = new Refusal(413, `A body may have at most ${MAX_BODY_BYTES} bytes.`);
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => problem(tooLarge) }));
  app.notFound(() => problem(new Refusal(404)));
  app.onError((error) => {
    if (error instanceof Refusal) return problem(error);
    console.error(error);
    return problem(new Refusal(500));
  });
  return app;
}
