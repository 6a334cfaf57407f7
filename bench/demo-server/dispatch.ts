/** How long a dispatch takes while 100 people are connected. */
import { DatabaseSync } from 'node:sqlite';
import { createParser } from 'eventsource-parser';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import type { CommentAnswer } from '../../demo/shared/purchases.ts';
import { digits } from '../digits.ts';
import { quantile } from '../statistics.ts';
import { type LoggedIn, logIn } from './http.ts';
import type { Figures } from './main.ts';

const USERS = 100;
const LIMIT_MS = 50;
/** Everybody dispatches once in this time, at a moment of their own. */
const ROUND_MS = 1_000;
/** Everybody has a purchase of their own, and it has this many watchers. */
const WATCHERS = 4;
const FIRST_PURCHASE = 1_001;

/** Milliseconds of each dispatch. */
interface Times {
  /** From sending the request to its answer: stored, and told to the log. */
  readonly answered: number[];
  /** From sending the request to the first watcher's event. */
  readonly told: number[];
}

/** A: everybody once a second, each at another moment. B: all in the same instant, which is the worst there is. */
export async function dispatchTable(quick: boolean): Promise<Figures> {
  const server = await startServer({ STREAMS_PER_MINUTE: '100000' });
  try {
    const users = await connectUsers(server);
    const rounds = quick ? 3 : 20;
    await play(server, users, 2, ROUND_MS);
    const spread = await play(server, users, rounds, ROUND_MS);
    const together = await play(server, users, rounds, 0);
    for (const { stop } of users) stop();
    const row = (title: string, times: readonly number[]): string[] => [
      title,
      String(times.length),
      ...[0.5, 0.99, 1].map((share) => `${digits(quantile(times, share))} ms`),
    ];
    return {
      title: `Dispatch with ${USERS} connected users: p99 under ${LIMIT_MS} ms`,
      table: {
        headings: ['from the request', 'dispatches', 'p50', 'p99', 'max'],
        rows: [
          row('to its answer, 100 a second', spread.answered),
          row("to a watcher's event, 100 a second", spread.told),
          row('to its answer, 100 in one instant', together.answered),
          row("to a watcher's event, 100 in one instant", together.told),
        ],
      },
      holds: quantile(spread.answered, 0.99) < LIMIT_MS && quantile(spread.told, 0.99) < LIMIT_MS,
    };
  } finally {
    await server.stop();
  }
}

interface User extends LoggedIn {
  stop(): void;
}

/** Called with the dispatch's id when the first stream tells of it. */
const arrivals = new Map<string, (at: number) => void>();
const arrived = new Map<string, number>();

/** Everybody logs in and listens. */
export async function connectUsers(server: ServerProcess): Promise<readonly User[]> {
  addPeople(server.database);
  const users: User[] = [];
  for (let place = 0; place < USERS; place += 1) {
    const user = await logIn(server.origin, accountOf(place));
    const abort = new AbortController();
    const response = await fetch(`${server.origin}/api/events/stream`, { headers: user.headers, signal: abort.signal });
    void listen(response).catch(() => undefined);
    users.push({ ...user, stop: () => abort.abort() });
  }
  return users;
}

/** A hundred people, straight into the file: the demo has five. The purchase of each is watched by the next ones. */
function addPeople(database: string): void {
  const db = new DatabaseSync(database, { timeout: 5_000 });
  const user = db.prepare("INSERT INTO user VALUES (?, ?, 'purchasing', 'supply', 'Buyer', 1, 1)");
  const watcher = db.prepare('INSERT INTO watcher VALUES (?, ?)');
  db.exec('BEGIN IMMEDIATE; DELETE FROM watcher;');
  for (let place = 0; place < USERS; place += 1) user.run(accountOf(place), `Buyer ${place}`);
  for (let place = 0; place < USERS; place += 1) {
    for (let next = 1; next <= WATCHERS; next += 1) {
      watcher.run(FIRST_PURCHASE + place, accountOf((place + next) % USERS));
    }
  }
  db.exec('COMMIT');
  db.close();
}

/** Letters alone, as accounts are: `buyeraa`, `buyerab`, … */
function accountOf(place: number): string {
  return `buyer${String.fromCharCode(97 + Math.floor(place / 26), 97 + (place % 26))}`;
}

async function listen(response: Response): Promise<void> {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'dispatch_notification') return;
      const { dispatchId } = JSON.parse(data) as { dispatchId: string };
      if (!arrived.has(dispatchId)) arrived.set(dispatchId, performance.now());
      arrivals.get(dispatchId)?.(performance.now());
    },
  });
  for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
}

async function play(server: ServerProcess, users: readonly User[], rounds: number, spreadMs: number): Promise<Times> {
  const times: Times = { answered: [], told: [] };
  const one = async (user: User, place: number, round: number): Promise<void> => {
    // Evenly over the round: as many people at any moment as at any other.
    await sleep((spreadMs * place) / users.length);
    const begun = performance.now();
    const response = await fetch(`${server.origin}/api/purchases/supply/${FIRST_PURCHASE + place}/comments`, {
      method: 'POST',
      headers: user.headers,
      body: JSON.stringify({ text: `Round ${round} of ${place}, ${begun}` }),
    });
    const { dispatch } = (await response.json()) as CommentAnswer;
    times.answered.push(performance.now() - begun);
    times.told.push((await arrivalOf(dispatch.dispatchId)) - begun);
  };
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all([sleep(spreadMs), ...users.map((user, place) => one(user, place, round))]);
  }
  return times;
}

function arrivalOf(dispatchId: string): Promise<number> {
  const known = arrived.get(dispatchId);
  return known === undefined ? new Promise((resolve) => arrivals.set(dispatchId, resolve)) : Promise.resolve(known);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
