import { SseClient } from 'holdfast';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { SessionAnswer } from '../../../demo/shared/accounts.ts';
import { STREAMS } from '../../../demo/shared/api.ts';
import type { ChatStreamPayload } from '../../../demo/shared/chat.ts';
import type { DemoEvents, EventsAnswer } from '../../../demo/shared/events.ts';
import type { FaultAnswer, FaultName } from '../../../demo/shared/faults.ts';
import type { SpendingEvents } from '../../../demo/shared/spending.ts';
import { ask, countingFrom, login, type Visitor, visitor } from './lab.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ REPLAY_EVENTS: '100', HEARTBEAT_MS: '1000' });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

/** A page's way to its next token. */
async function refresh(who: Visitor): Promise<Visitor> {
  const { account, cookie } = { account: who.session.user.id, cookie: who.cookie };
  const { body } = await ask<SessionAnswer>(server.origin, 'POST', '/api/token', {
    json: { account },
    headers: { Cookie: cookie },
  });
  return visitor(server.origin, body, cookie);
}

/** A page without a page: the real client, and everything it was told. */
async function openPage(account: string) {
  let who = await login(server.origin, account);
  const seqs: number[] = [];
  const resyncs: string[] = [];
  const client = new SseClient<DemoEvents>(server.origin + STREAMS.events, {
    lastEventId: who.session.lastEventId,
    headers: async ({ reason }) => {
      if (reason === 'unauthorized') who = await refresh(who);
      return { Authorization: `Bearer ${who.session.token}` };
    },
    reconnect: { initialDelayMs: 100, maxDelayMs: 300 },
    heartbeat: { timeoutMs: 1_500 },
    polling: {
      url: `${server.origin}/api/events`,
      intervalMs: 200,
      recoverAfterMs: 500,
      toEvents: (body) => (body as EventsAnswer).events,
    },
  });
  for (const kind of ['supply', 'feed', 'livestock'] as const) {
    client.on(`${kind}_purchase_status_changed`, ({ seq }) => void seqs.push(seq));
  }
  client.lifecycle.on('resync', ({ reason }) => void resyncs.push(reason));
  client.connect();
  await expect.poll(() => client.state.phase).toBe('open');
  /** Breaks it and waits until the page is fed again; the seq that proves it. */
  const breakIt = async (fault: FaultName, query = ''): Promise<number> => {
    const { body } = await who.ask<FaultAnswer>('POST', `/api/faults/${fault}${query}`);
    await expect.poll(() => seqs.at(-1) ?? 0, { timeout: 40_000 }).toBeGreaterThanOrEqual(body.proofSeq);
    return body.proofSeq;
  };
  return { client, seqs, resyncs, breakIt, who: () => who };
}

describe('the client on this server', () => {
  it('[D2] is fed again after every fault, and has each change exactly once', async () => {
    const page = await openPage('ayu');
    const first = await page.breakIt('drop');
    await page.breakIt('burst');
    await page.breakIt('stall', '?seconds=30');
    await page.breakIt('unauthorized');
    await page.breakIt('unavailable', '?seconds=2');
    await page.breakIt('buffer', '?seconds=2');
    await page.breakIt('restart', '?seconds=0.5');
    const last = await page.breakIt('drop');
    await expect.poll(() => page.client.state.phase, { timeout: 20_000 }).toBe('open');
    expect(page.seqs).toEqual(countingFrom(first, last - first + 1));
    expect(page.resyncs).toEqual([]);
    page.client.close();
  });

  it('[D4] is told to load everything afresh when it was away for too long', async () => {
    const page = await openPage('bagus');
    page.client.close();
    const other = await login(server.origin, 'dewi');
    for (let burst = 0; burst < 3; burst += 1) await other.ask('POST', '/api/faults/burst');
    page.client.connect();
    await expect.poll(() => page.resyncs).toEqual(['id-mismatch']);
    const last = await page.breakIt('drop');
    expect(page.seqs.at(-1)).toBe(last);
    page.client.close();
  });

  it('[H1] understands the other two streams: names, types in payloads, heartbeats', async () => {
    const dewi = await login(server.origin, 'dewi');
    const headers = { Authorization: `Bearer ${dewi.session.token}` };
    const spending = new SseClient<SpendingEvents>(server.origin + STREAMS.spending, { headers });
    const chat = new SseClient<{ message: ChatStreamPayload }>(server.origin + STREAMS.chat, {
      headers,
      eventType: { field: 'type' },
    });
    const told: string[] = [];
    let beats = 0;
    spending.on('connected', ({ message }) => void told.push(message));
    spending.on('notification', ({ userId, currentSpending }) => void told.push(`${userId} ${currentSpending > 0}`));
    chat.on('message', (payload) => void told.push(payload.type === 'message' ? payload.text : ''));
    chat.lifecycle.on('heartbeat', () => void (beats += 1));
    spending.connect();
    chat.connect();
    await expect.poll(() => [told.length, chat.state.phase]).toEqual([1, 'open']);
    await dewi.ask('POST', '/api/periode-limit/spendings', { json: { amount: 5, note: 'Tea' } });
    await expect.poll(() => told).toHaveLength(2);
    await dewi.ask('POST', '/api/chat/rooms/management/messages', { json: { text: 'Hello' } });
    await expect.poll(() => told).toEqual(['Spending alerts for Dewi Anggraini', 'dewi true', 'Hello']);
    await expect.poll(() => beats, { timeout: 10_000 }).toBeGreaterThan(1);
    spending.close();
    chat.close();
  });
});
