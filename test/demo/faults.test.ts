import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import type { FaultAnswer, PollAnswer } from '../../demo/shared/demo-events.ts';
import { bearer, readEvents, seqs, take, takeToken } from './http-client.ts';

let server: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startServer({ FEED_INTERVAL_MS: '50', LOG_CAPACITY: '1200' });
  token = await takeToken(server.origin);
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = bearer(token)): Promise<Response> =>
  fetch(server.origin + path, { headers });
const poll = async (path = '/api/notifications/status'): Promise<PollAnswer> =>
  (await (await get(path)).json()) as PollAnswer;
const fault = async (name: string): Promise<Response> =>
  fetch(`${server.origin}/api/faults/${name}`, { method: 'POST', headers: bearer(token) });
const stream = async (lastEventId?: string): Promise<Response> => {
  const response = await get('/api/notifications/stream', bearer(token, lastEventId));
  expect(response.status).toBe(200);
  return response;
};

describe('the faults', () => {
  it('[B2] unavailable: the stream answers 503 with Retry-After while polling goes on, until cleared', async () => {
    const answer = (await (await fault('unavailable')).json()) as FaultAnswer;
    expect(answer.active.map(({ name }) => name)).toEqual(['unavailable']);
    const refused = await get('/api/notifications/stream');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect((await get('/api/notifications/status')).status).toBe(200);
    await fault('clear');
    await (await stream()).body?.cancel();
  });

  it('[C6] drop: cuts every open stream in the middle', async () => {
    const events = readEvents(await stream());
    await take(events, 1);
    await fault('drop');
    const rest = async (): Promise<void> => {
      for await (const _ of events);
    };
    await expect(rest()).rejects.toThrow();
  });

  it('[H2] stall: an open stream goes silent while a new one is fed', async () => {
    const silent = readEvents(await stream());
    const before = await take(silent, 1);
    const { proofSeq } = (await (await fault('stall')).json()) as FaultAnswer;
    const lively = readEvents(await stream((await poll()).lastEventId));
    expect(seqs(await take(lively, 5))[0]).toBeGreaterThanOrEqual(proofSeq);
    // Cleared, the silent one is given all it missed and in order.
    await fault('clear');
    const first = seqs(before)[0] ?? 0;
    const rest = await take(silent, 25);
    expect(seqs(rest)).toEqual(Array.from({ length: 25 }, (_, i) => first + 1 + i));
    await silent.return(undefined);
    await lively.return(undefined);
  });

  it('[C5] buffer: new streams are answered and hold their bytes back until it is over', async () => {
    const url = `${server.origin}/api/faults/buffer?seconds=0.5`;
    await fetch(url, { method: 'POST', headers: bearer(token) });
    const events = readEvents(await stream());
    expect(await (await get('/api/faults')).json()).toMatchObject({ active: [{ name: 'buffer' }] });
    await take(events, 3);
    expect(await (await get('/api/faults')).json()).toEqual({ active: [] });
    await events.return(undefined);
  });

  it('[D1] burst: 500 events at once, in order', async () => {
    const events = readEvents(await stream((await poll()).lastEventId));
    const { proofSeq } = (await (await fault('burst')).json()) as FaultAnswer;
    const got = seqs(await take(events, 500));
    expect(got.every((seq, i) => i === 0 || seq === (got[i - 1] ?? 0) + 1)).toBe(true);
    expect((got.at(-1) ?? 0) + 5).toBeGreaterThanOrEqual(proofSeq);
    await events.return(undefined);
  });

  it('[C6] restart: comes back on its port, knows the old ids, gives new ones, refuses old tokens', async () => {
    const before = await poll();
    await fetch(`${server.origin}/api/faults/restart?seconds=0.3`, { method: 'POST', headers: bearer(token) });
    const status = async (): Promise<number> => {
      try {
        return (await get('/api/notifications/status')).status;
      } catch {
        return 0;
      }
    };
    await expect.poll(status, { timeout: 30_000, interval: 20 }).toBe(0);
    await expect.poll(status, { timeout: 30_000, interval: 20 }).toBe(401);
    token = await takeToken(server.origin);
    const events = readEvents(await stream(before.lastEventId));
    const after = await take(events, 60);
    const first = Number(before.lastEventId.split('-')[1]) + 1;
    expect(seqs(after)).toEqual(Array.from({ length: 60 }, (_, i) => first + i));
    expect(after.at(-1)?.id?.split('-')[0]).not.toBe(before.lastEventId.split('-')[0]);
    await events.return(undefined);
  });

  it('[C4] answers 404 to a fault that is none, 400 to a time that is none, 405 to a wrong method', async () => {
    expect((await fault('earthquake')).status).toBe(404);
    expect((await fault('stall?seconds=-1')).status).toBe(400);
    expect((await fault('stall?seconds=many')).status).toBe(400);
    expect((await get('/api/faults/drop')).status).toBe(405);
    expect(await (await get('/api/nothing')).json()).toMatchObject({ status: 404 });
  });
});
