import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { SpendingHealth, SpendingNotification, SpendingStatus } from '../../../demo/shared/spending.ts';
import { login, payload, refusal, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let bagus: Visitor;

beforeAll(async () => {
  server = await startServer({ SPENDING_HEARTBEAT_MS: '200' });
  ayu = await login(server.origin, 'ayu');
  bagus = await login(server.origin, 'bagus');
});
afterAll(() => server.stop());

const BASE = '/api/periode-limit';
const STREAM = `${BASE}/notifications/stream`;
const status = async (who: Visitor): Promise<SpendingStatus> =>
  (await who.get<SpendingStatus>(`${BASE}/notifications/status`)).body;
const health = async (who: Visitor): Promise<SpendingHealth> =>
  (await who.get<SpendingHealth>(`${BASE}/notifications/health`)).body;
const spend = (who: Visitor, amount: number, note = 'Diesel') =>
  who.ask<SpendingStatus>('POST', `${BASE}/spendings`, { json: { amount, note } });

describe('health', () => {
  it("counts the user's own streams and everybody's, and forgets those that are gone", async () => {
    expect(await health(ayu)).toEqual({ status: 'ok', userId: 'ayu', connectedClients: 0, totalSystemClients: 0 });
    const streams = [await ayu.stream(STREAM), await ayu.stream(STREAM), await bagus.stream(STREAM)];
    expect(await health(ayu)).toMatchObject({ connectedClients: 2, totalSystemClients: 3 });
    expect(await health(bagus)).toMatchObject({ connectedClients: 1, totalSystemClients: 3 });
    for (const stream of streams) await stream.close();
    await expect.poll(() => health(ayu)).toMatchObject({ connectedClients: 0, totalSystemClients: 0 });
  });
});

describe('status', () => {
  it('has the figures of the running month', async () => {
    const { periodeStart, periodeEnd, ...figures } = await status(bagus);
    expect(figures).toEqual({
      currentSpending: 7_410_000_000,
      maxLimit: 9_500_000_000,
      alertPercentage: 80,
      currentPercentage: 78,
      isAlert: false,
    });
    const now = new Date();
    expect(periodeStart).toBe(`${now.toISOString().slice(0, 7)}-01`);
    const last = new Date(`${periodeEnd}T00:00:00Z`);
    expect(last.getUTCMonth()).toBe(now.getUTCMonth());
    expect(new Date(last.getTime() + 86_400_000).getUTCDate()).toBe(1);
  });

  it('[P2] answers 304 while nothing moves', async () => {
    const path = `${BASE}/notifications/status`;
    const etag = (await ayu.get(path)).headers.get('ETag') ?? '';
    expect((await ayu.get(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    await spend(ayu, 1_000);
    expect((await ayu.get(path, { headers: { 'If-None-Match': etag } })).status).toBe(200);
  });
});

describe('the stream', () => {
  it('says that it is connected, then tells what moves, with the words of the contract', async () => {
    const stream = await bagus.stream(STREAM);
    const [connected] = await stream.take(1);
    expect(connected).toMatchObject({ event: 'connected', id: undefined });
    expect(payload(connected ?? { data: '' })).toEqual({ message: 'Spending alerts for Bagus Prasetyo' });
    const { body } = await spend(bagus, 200_000_000);
    expect(body).toMatchObject({ currentSpending: 7_610_000_000, currentPercentage: 80.1, isAlert: true });
    const [event] = await stream.take(1);
    expect(event?.event).toBe('notification');
    const { timestamp, ...told } = payload<SpendingNotification>(event ?? { data: '' });
    expect(told).toEqual({
      userId: 'bagus',
      currentSpending: 7_610_000_000,
      maxSpending: 9_500_000_000,
      alertPercentage: 80,
      currentPercentage: 80.1,
      isAlert: true,
    });
    expect(Date.parse(timestamp)).toBeGreaterThan(Date.now() - 60_000);
    await stream.close();
  });

  it("[H1] beats, and carries nobody else's spending", async () => {
    const stream = await ayu.stream(STREAM);
    await stream.take(1);
    await spend(bagus, 5_000);
    const beats = await stream.take(3, { heartbeats: true });
    for (const { event, data } of beats) {
      expect(event).toBe('heartbeat');
      expect(Object.keys(JSON.parse(data) as object)).toEqual(['timestamp']);
    }
    await spend(ayu, 7_000);
    const [own] = await stream.take(1);
    expect(payload<SpendingNotification>(own ?? { data: '' }).userId).toBe('ayu');
    await stream.close();
  });

  it('[D2] replays what the user missed, and only that', async () => {
    const { lastEventId } = (await login(server.origin, 'ayu')).session;
    await spend(ayu, 1);
    await spend(bagus, 2);
    await spend(ayu, 3);
    const stream = await ayu.stream(STREAM, lastEventId);
    const [, ...missed] = await stream.take(3);
    const spent = missed.map((event) => payload<SpendingNotification>(event).currentSpending);
    expect((spent[1] ?? 0) - (spent[0] ?? 0)).toBe(3);
    await stream.close();
  });
});

describe('spending', () => {
  it.each([
    ['a fraction', { amount: 1.5, note: 'x' }],
    ['less than nothing', { amount: -1, note: 'x' }],
    ['too much', { amount: 1e13, note: 'x' }],
    ['text', { amount: '1; DROP TABLE spending', note: 'x' }],
    ['an empty note', { amount: 1, note: '  ' }],
  ])('refuses %s and stores nothing', async (_, json) => {
    const before = await status(ayu);
    const answer = await ayu.ask('POST', `${BASE}/spendings`, { json });
    expect(refusal(answer).status).toBe(400);
    expect(refusal(answer).errors).toHaveLength(1);
    expect(await status(ayu)).toEqual(before);
  });

  it('adds up however many come at once', async () => {
    const before = await status(ayu);
    await Promise.all(Array.from({ length: 40 }, (_, place) => spend(ayu, 1_000 + place)));
    expect((await status(ayu)).currentSpending).toBe(before.currentSpending + 40 * 1_000 + (39 * 40) / 2);
  });
});
