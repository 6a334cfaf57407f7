/** Starts the demo: `node demo/server/main.ts`. The last line it prints is its address. */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { readConfig } from './config.ts';
import { beginLife } from './life.ts';
import { addressOf, closeAbruptly, closeGently, listen, listenFrom, watchUnused } from './listener.ts';

/** Lets the answer to the request that asked for the restart go out first. */
const GOODBYE_MS = 50;

const config = orExit(() => readConfig(process.env));
let life = orExit(() => beginLife(config, askRestart));
let isRestarting = false;
let isStopping = false;

const server = createAdaptorServer({ fetch: (request, env) => life.app.fetch(request, env) }) as Server;
const unused = watchUnused(server);
const port = await listenFrom(server, config.port, (line) => console.error(line)).catch(exit);
server.on('error', exit);
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
// Started by a test: when that is gone, however it went, nobody else would stop this process.
if (config.stopWithInput) process.stdin.resume().once('close', () => void stop());

console.log('The Holdfast demo is ready. Stop it with Ctrl+C.');
console.log(`Its data is in ${config.database}`);
console.log(addressOf(port));

/** Two may ask in the same moment; it goes down once. */
function askRestart(downMs: number): void {
  if (isRestarting || isStopping) return;
  isRestarting = true;
  restart(downMs).catch(exit);
}

async function restart(downMs: number): Promise<void> {
  await sleep(GOODBYE_MS);
  if (isStopping) return;
  await closeAbruptly(server);
  await life.close();
  await sleep(downMs);
  if (isStopping) return;
  life = beginLife(config, askRestart);
  await listen(server, port);
  isRestarting = false;
  life.showLife();
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (!isRestarting) {
    life.endStreams();
    await closeGently(server, unused);
    await life.close();
  }
  process.exit(0);
}

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
