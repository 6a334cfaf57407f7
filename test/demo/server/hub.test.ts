import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { SpendingHealth } from '../../../demo/shared/spending.ts';
import { login, ownDatabase, refusal, type Stream, type Visitor } from './lab.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ REPLAY_EVENTS: '50', STREAMS_PER_MINUTE: '1000', HEARTBEAT_MS: '100' });
});
afterAll(() => server.stop());

const SPENDING = '/api/periode-limit/notifications/stream';
const health = async (who: Visitor): Promise<SpendingHealth> =>
  (await who.get<SpendingHealth>('/api/periode-limit/notifications/health')).body;

/** A client that asks and then never reads. */
async function deafClient(origin: string, who: Visitor, path: string): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${who.session.token}\r\n\r\n`);
  return socket;
}

/** Events far larger than the server makes, so that they fill what the system keeps for a socket. */
function insertHugeEvents(database: string, count: number, userId: string): void {
  const db = new DatabaseSync(database, { timeout: 5_000 });
  const insert = db.prepare(
    `INSERT INTO event (name, user_id, data, created_at) VALUES ('spending_notification', ?, ?, 0)`,
  );
  const data = JSON.stringify({ filling: 'x'.repeat(100_000) });
  db.exec('BEGIN IMMEDIATE');
  for (let place = 0; place < count; place += 1) insert.run(userId, data);
  db.exec('COMMIT');
  db.close();
}

describe('a user', () => {
  it('may have 100 streams of any kind; the next is 429 with Retry-After, until one is closed', async () => {
    const ayu = await login(server.origin, 'ayu');
    const paths = ['/api/events/stream', SPENDING, '/api/chat/sse?room=general'];
    const streams: Stream[] = [];
    for (let place = 0; place < 100; place += 1) streams.push(await ayu.stream(paths[place % 3] ?? ''));
    for (const path of paths) {
      const answer = await ayu.get(path);
      expect(refusal(answer), `${path}`).toMatchObject({ status: 429, detail: expect.stringContaining('100') });
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    await (await (await login(server.origin, 'bagus')).stream(SPENDING)).close();
    await streams.pop()?.close();
    await expect
      .poll(async () => {
        const response = await fetch(server.origin + SPENDING, {
          headers: { Authorization: `Bearer ${ayu.session.token}` },
        });
        await response.body?.cancel();
        return response.status;
      })
      .toBe(200);
    for (const stream of streams) await stream.close();
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 0, totalSystemClients: 0 });
  });

  it('may not reconnect without end: 429 with Retry-After, for that session alone', async () => {
    const strict = await startServer({ STREAMS_PER_MINUTE: '3' });
    try {
      const [one, other] = [await login(strict.origin, 'ayu'), await login(strict.origin, 'ayu')];
      for (let place = 0; place < 3; place += 1) await (await one.stream(SPENDING)).close();
      // Gone at once, long before a heartbeat would find out.
      await expect.poll(() => health(one)).toMatchObject({ connectedClients: 0 });
      const answer = await one.get(SPENDING);
      expect(refusal(answer).status).toBe(429);
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
      await (await other.stream(SPENDING)).close();
    } finally {
      await strict.stop();
    }
  });
});

describe('a reader that does not read', () => {
  it('[D4] is cut off when it is too far behind, others are not, and it is told to resync', async () => {
    const ayu = await login(server.origin, 'ayu');
    const { lastEventId } = ayu.session;
    const deaf = await deafClient(server.origin, ayu, SPENDING);
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 1 });
    const lively = await ayu.stream(SPENDING);
    await lively.take(1);
    // 20 MB: more than sockets hold. The lively one gets all; the deaf one is more than 50 events behind.
    for (let round = 1; round <= 10; round += 1) {
      insertHugeEvents(server.database, 20, 'ayu');
      expect(await lively.take(20)).toHaveLength(20);
    }
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 1 });
    const back = await ayu.stream(SPENDING, lastEventId);
    expect(Number(back.headers.get('Last-Event-ID'))).toBe(Number(lastEventId) + 200);
    deaf.destroy();
    await back.close();
    await lively.close();
  });

  it('that goes away in the middle of a write hurts nobody', async () => {
    const ayu = await login(server.origin, 'ayu');
    const sockets = await Promise.all(Array.from({ length: 5 }, () => deafClient(server.origin, ayu, SPENDING)));
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 5 });
    insertHugeEvents(server.database, 30, 'ayu');
    for (const socket of sockets) socket.resetAndDestroy();
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 0 });
  });
});

describe('SIGTERM', () => {
  it('[B2] ends every stream with a retry of its own, closes the database, and exits with 0', async () => {
    const own = await ownDatabase();
    try {
      const stopping = await startServer({ DATABASE: own.path });
      const ayu = await login(stopping.origin, 'ayu');
      const streams: Stream[] = [];
      for (let place = 0; place < 20; place += 1) streams.push(await ayu.stream('/api/events/stream'));
      expect(existsSync(`${own.path}-wal`)).toBe(true);
      const exitCode = stopping.stop();
      const ends = await Promise.all(streams.map((stream) => stream.rest()));
      expect(await exitCode).toBe(0);
      const retries = ends.map(({ text }) => Number(/retry: (\d+)\n\n$/.exec(text)?.[1]));
      expect(ends.some(({ isCut }) => isCut)).toBe(false);
      expect(new Set(retries).size).toBe(20);
      expect([Math.min(...retries), Math.max(...retries)]).toEqual([1_000, 5_750]);
      // A database that was closed leaves no journal behind.
      expect(existsSync(`${own.path}-wal`)).toBe(false);
    } finally {
      await own.remove();
    }
  });

  it('waits for nobody who does not read, or never ends a request', async () => {
    const stopping = await startServer();
    const ayu = await login(stopping.origin, 'ayu');
    const deaf = await deafClient(stopping.origin, ayu, SPENDING);
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 1 });
    insertHugeEvents(stopping.database, 200, 'ayu');
    const slow = connect(Number(new URL(stopping.origin).port), '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{');
    await health(ayu);
    expect(await stopping.stop()).toBe(0);
    deaf.destroy();
    slow.destroy();
  });
});
