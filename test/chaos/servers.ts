import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startServer } from '../../demo/server-process.ts';

/** A server that makes events and may be killed. Control goes straight to it, not through the proxy. */
export interface ChaosServer {
  /** Of the present process. */
  readonly origin: string;
  /** Makes some events, about as many as asked for, and resolves when they are stored. */
  make(count: number): Promise<void>;
  /** Refuses streams to the page for a second or so; polls are answered. Says whether it came to that. */
  refuseStreams(pageToken: string): Promise<boolean>;
  /** SIGKILL, and another process on the same data. */
  restart(): Promise<void>;
  /** How many events there are for the page, or, without ids, in all. */
  count(): Promise<number>;
  /** Ids of all events there are for the page, in order. */
  ids(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** How a server is to be. */
export interface ServerOptions {
  /** The folder of its page. */
  readonly root: string;
  readonly tokenSeconds: number;
  /** Comments in idle streams of the demo. @defaultValue 200; 0: only its heartbeats, every 25 s */
  readonly commentEveryMs?: number;
}

/** Habits of the log server; see there. */
export type Habit = 'without-ids' | 'repeating' | 'forgetful';

/** Most changes a `burst` of the demo makes. */
const BURST = 44;

/** The demo's server, at work for Dewi of head office. */
export async function startDemo({ root, tokenSeconds, commentEveryMs = 200 }: ServerOptions): Promise<ChaosServer> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-demo-'));
  const env = {
    WEB_ROOT: root,
    DATABASE: join(folder, 'demo.sqlite'),
    TOKEN_SECONDS: String(tokenSeconds),
    KEEPALIVE_MS: String(commentEveryMs),
    KEEP_EVENTS: '1000000',
    REPLAY_EVENTS: '1000000',
    STREAMS_PER_MINUTE: '1000000',
  };
  let server = await startServer(env);
  let token = '';
  const ask = async (path: string, init: RequestInit = {}, bearer = token): Promise<Response> =>
    fetch(server.origin + path, { ...init, headers: { authorization: `Bearer ${bearer}` } });
  const signIn = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${server.origin}/api/login`, { method: 'POST', body: '{"account":"dewi"}', headers });
    ({ token } = (await answer.json()) as { readonly token: string });
  };
  /** With a token that is good. */
  const get = async (path: string, init?: RequestInit): Promise<Response> => {
    const answer = await ask(path, init);
    if (answer.status !== 401) return answer;
    await signIn();
    return ask(path, init);
  };
  const after = async (id: string): Promise<readonly string[]> => {
    const answer = await get(`/api/events?after=${id}`);
    const { events } = (await answer.json()) as { readonly events: readonly { readonly id: string }[] };
    return events.map((event) => event.id);
  };
  const ids = ['0'];
  const readOn = async (): Promise<void> => {
    for (let more = await after(ids.at(-1) ?? ''); more.length > 0; more = await after(ids.at(-1) ?? ''))
      ids.push(...more);
  };
  await signIn();
  return {
    get origin() {
      return server.origin;
    },
    async make(count) {
      for (let left = count; left > 0; left -= BURST) await get('/api/faults/burst', { method: 'POST' });
    },
    // Retry-After is a second, so that this is the shortest that is felt.
    refuseStreams: async (pageToken) =>
      (await ask('/api/faults/unavailable?seconds=1', { method: 'POST' }, pageToken)).ok,
    async restart() {
      await server.kill();
      server = await startServer(env);
    },
    async count() {
      await readOn();
      return ids.length - 1;
    },
    async ids() {
      await readOn();
      return ids.slice(1);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The log server with a habit. */
export async function startLog(habit: Habit, { root, tokenSeconds }: ServerOptions): Promise<ChaosServer> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-log-'));
  const script = join(import.meta.dirname, 'log-server.ts');
  const flags = ['--log', join(folder, 'log'), '--root', root, '--habit', habit, '--token-seconds', `${tokenSeconds}`];
  const start = async (): Promise<{ readonly origin: string; readonly kill: () => Promise<unknown> }> => {
    const child = spawn(process.execPath, [script, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const [origin] = (await Promise.race([once(createInterface(child.stdout), 'line'), exited])) as [string];
    return { origin, kill: () => (child.kill('SIGKILL'), exited) };
  };
  let server = await start();
  let head = 0;
  const ask = async (path: string): Promise<{ readonly head?: number }> =>
    (await (await fetch(server.origin + path)).json()) as { readonly head?: number };
  const make = async (count: number): Promise<void> => {
    ({ head = head } = await ask(`/append?count=${count}`));
  };
  return {
    get origin() {
      return server.origin;
    },
    make,
    refuseStreams: async () => (await fetch(`${server.origin}/unavailable?ms=1000`)).ok,
    async restart() {
      await server.kill();
      server = await start();
    },
    count: async () => head,
    ids: async () => Array.from({ length: head }, (_, i) => String(i + 1)),
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
