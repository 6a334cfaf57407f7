/** One life of the server, from opening its database to closing it: its application and its clocks. */
import { createApp, type DemoApp } from './app.ts';
import { createClocks } from './clocks.ts';
import type { Config } from './config.ts';
import { startCheckpointer } from './database/checkpointer.ts';
import { prune } from './database/retention.ts';

/** A life. */
export interface Life {
  readonly app: DemoApp['app'];
  /** A colleague changes a purchase: what proves to a page that it is fed again after a restart. */
  showLife(): void;
  /** Stops the clocks and ends the streams, with `retry:` spread over them. */
  endStreams(): void;
  /** Cuts what streams are left and closes the database. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** What other processes write is looked for this often. */
const FOREIGN_MS = 100;
const PRUNE_MS = 60_000;

/** Begins a life. @throws Error when the database cannot be opened. */
export function beginLife(config: Config, restart: (downMs: number) => void): Life {
  const now = Date.now;
  const clocks = createClocks();
  const { app, hub, systems } = createApp(config, { now, later: clocks.later, restart });
  const { db, colleagues } = systems;
  const checkpointer = startCheckpointer(config.database);

  prune(db, config, now());
  // However many writes come in one turn, the streams are gone through once.
  db.onCommit(clocks.soon(hub.pump));
  let foreign = db.foreignVersion();
  clocks.every(FOREIGN_MS, () => {
    const version = db.foreignVersion();
    if (version !== foreign) hub.pump();
    foreign = version;
  });
  clocks.every(config.heartbeatMs, () => hub.beat(['events', 'chat']));
  clocks.every(config.spendingHeartbeatMs, () => hub.beat(['spending']));
  clocks.every(config.keepAliveMs, hub.keepAlive);
  clocks.every(PRUNE_MS, () => prune(db, config, now()));
  clocks.every(config.simulateMs, () => {
    // Nobody looks, nothing happens: a forgotten server stays as it is.
    const watching = hub.userIds();
    if (watching.length > 0) colleagues.act(watching);
  });

  return {
    app,
    showLife: () => void colleagues.changeMany({ supply: 1, feed: 0, livestock: 0 }),
    endStreams: () => {
      clocks.stop();
      hub.endAll();
    },
    close: async () => {
      clocks.stop();
      hub.cut();
      await checkpointer.stop();
      db.close();
    },
  };
}
