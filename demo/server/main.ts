/** Starts the demo: `node demo/server/main.ts`. The last line it prints is its address. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { addressOf, listenFrom, restartListening } from './listener.ts';

const config = orExit(() => readConfig(process.env));
let port = 0;

const demo = createApp(config, (downMs) => {
  // From here on the old process is as good as dead: nothing more reaches a page from it.
  demo.hub.hold(Number.POSITIVE_INFINITY);
  restartListening(server, port, downMs, demo.forget);
});
const server = createAdaptorServer({ fetch: demo.app.fetch }) as Server;

port = await listenFrom(server, config.port, (line) => console.error(line)).catch(exit);
server.on('error', exit);
const beats = setInterval(() => demo.hub.beat(), config.heartbeatMs);
demo.feed.start();

const stop = (): void => {
  clearInterval(beats);
  demo.feed.stop();
  demo.hub.endAll();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // A request that does not end keeps nobody waiting.
  setTimeout(() => process.exit(0), 2_000).unref();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

console.log('The Holdfast demo is ready. Stop it with Ctrl+C.');
console.log(addressOf(port));

function orExit<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    return exit(error);
  }
}

/** A person reads this: the sentence, not the stack. */
function exit(error: unknown): never {
  console.error(`The demo cannot run: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
