import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { DispatchNotification } from '../../../demo/shared/dispatch.ts';
import type { EventsAnswer } from '../../../demo/shared/events.ts';
import { countingFrom, login, ownDatabase, payload, refusal, seqs, somePurchase, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let bagus: Visitor;

beforeAll(async () => {
  server = await startServer({ HEARTBEAT_MS: '100', KEEPALIVE_MS: '20' });
  ayu = await login(server.origin, 'ayu');
  bagus = await login(server.origin, 'bagus');
});
afterAll(() => server.stop());

const STREAMS = ['/api/events/stream', '/api/periode-limit/notifications/stream', '/api/chat/sse?room=general'];
const poll = async (who: Visitor, after?: string, query = ''): Promise<EventsAnswer> =>
  (
    await who.get<EventsAnswer>(
      `/api/events?${query}`,
      after === undefined ? {} : { headers: { 'Last-Event-ID': after } },
    )
  ).body;
/** Changes so many feed purchases, each once; nobody of the tests watches them. */
async function change(who: Visitor, count: number, from = 0): Promise<void> {
  for (let place = from; place < from + count; place += 1) {
    const { path, to } = await somePurchase(who, 'feed', place);
    const { status } = await who.ask('PATCH', path, { json: { status: to } });
    expect(status).toBe(200);
  }
}
const purchasesOnly = (events: readonly { readonly event?: string | undefined; readonly data: string }[]) =>
  events.filter(({ event }) => event !== 'dispatch_notification');

describe('a stream', () => {
  it.each(STREAMS)('[C4] is one that no proxy may hold back, change or compress: %s', async (path) => {
    const { headers, ...stream } = await ayu.stream(path);
    expect(headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('Cache-Control')).toBe('no-store, no-transform');
    expect(headers.get('X-Accel-Buffering')).toBe('no');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Encoding')).toBeNull();
    expect(headers.get('Last-Event-ID')).toBeNull();
    await stream.close();
  });

  it.each(STREAMS)('answers HEAD without opening: %s', async (path) => {
    expect((await ayu.ask('HEAD', path)).status).toBe(200);
    const { body } = await ayu.get<{ connectedClients: number }>('/api/periode-limit/notifications/health');
    expect(body.connectedClients).toBe(0);
  });

  it('[H1] begins with a comment, goes on with comments, and beats with an id', async () => {
    const stream = await ayu.stream('/api/events/stream');
    const [beat] = await stream.take(1, { heartbeats: true });
    expect(beat?.event).toBe('heartbeat');
    expect(beat?.id).toBe(ayu.session.lastEventId);
    await stream.take(5, { heartbeats: true });
    await ayu.ask('POST', '/api/faults/drop');
    const { text } = await stream.rest();
    expect(text).toMatch(/^:\n\n/);
    expect(text.split(':\n\n').length).toBeGreaterThan(5);
  });

  it('[D2] replays after Last-Event-ID exactly what was missed, then goes on live', async () => {
    const start = (await poll(ayu)).lastEventId;
    await change(ayu, 6);
    const all = (await poll(ayu, start)).events.filter(({ type }) => type === 'feed_purchase_status_changed');
    const stream = await ayu.stream('/api/events/stream', all[1]?.id);
    expect(stream.headers.get('Last-Event-ID')).toBeNull();
    const missed = await stream.take(4);
    expect(missed.map(({ id }) => id)).toEqual(all.slice(2).map(({ id }) => id));
    await change(ayu, 1, 6);
    const first = payload<{ seq: number }>(missed[0] ?? { data: '' }).seq;
    expect(seqs([...missed, ...(await stream.take(1))])).toEqual(countingFrom(first, 5));
    await stream.close();
  });

  it('without an id begins with what happens next', async () => {
    await change(ayu, 1, 7);
    const stream = await ayu.stream('/api/events/stream');
    await change(ayu, 1, 8);
    const { lastEventId } = await poll(ayu);
    expect(Number((await stream.take(1))[0]?.id)).toBeLessThanOrEqual(Number(lastEventId));
    expect(Number((await stream.take(0)).length)).toBe(0);
    await stream.close();
  });

  it.each(['abc', '-1', '1.5', '1e3', '0x10', '1 2', "1'; DROP TABLE event", '99999999999999999999', '999999999'])(
    'refuses the id %s',
    async (id) => {
      for (const path of [...STREAMS, '/api/events']) {
        const answer = await ayu.get(path, { headers: { 'Last-Event-ID': id } });
        expect(refusal(answer), `${path}`).toMatchObject({
          status: 400,
          detail: expect.stringContaining('Last-Event-ID'),
        });
      }
    },
  );
});

describe('a page that asks for it', () => {
  it('gets chat and spending in the same stream, and others do not', async () => {
    const whole = await ayu.stream('/api/events/stream?with=chat,spending');
    const bare = await ayu.stream('/api/events/stream');
    await ayu.ask('POST', '/api/chat/rooms/supply/messages', { json: { text: 'Hello' } });
    await ayu.ask('POST', '/api/periode-limit/spendings', { json: { amount: 1, note: 'x' } });
    await change(ayu, 1, 9);
    const names = (await whole.take(3)).map(({ event }) => event);
    expect(names).toEqual(['chat_message', 'spending_notification', 'feed_purchase_status_changed']);
    expect((await bare.take(1))[0]?.event).toBe('feed_purchase_status_changed');
    await whole.close();
    await bare.close();
    expect(refusal(await ayu.get('/api/events/stream?with=everything')).status).toBe(400);
  });
});

describe('the poll', () => {
  it('[P3] gives what the stream would, after the id of the header or of the query', async () => {
    const start = (await poll(ayu)).lastEventId;
    const stream = await ayu.stream('/api/events/stream?with=chat', start);
    await change(ayu, 3, 10);
    await bagus.ask('POST', '/api/chat/rooms/general/messages', { json: { text: 'Hello' } });
    const streamed = await stream.take(4);
    const polled = await poll(ayu, start, 'with=chat');
    expect(polled.events.map(({ id, type, data }) => ({ id, event: type, data }))).toEqual(
      streamed.map((event) => ({ id: event.id, event: event.event, data: payload(event) })),
    );
    expect(polled).toMatchObject({ lastEventId: polled.events.at(-1)?.id, resync: false });
    const byQuery = await poll(ayu, undefined, `with=chat&after=${polled.events[1]?.id}`);
    expect(byQuery.events).toEqual(polled.events.slice(2));
    await stream.close();
  });

  it('[P2] answers 304 when there is nothing new', async () => {
    const after = (await poll(ayu)).lastEventId;
    const empty = await ayu.get<EventsAnswer>('/api/events', { headers: { 'Last-Event-ID': after } });
    expect(empty.body.events).toEqual([]);
    const headers = { 'Last-Event-ID': after, 'If-None-Match': empty.headers.get('ETag') ?? '' };
    expect((await ayu.get('/api/events', { headers })).status).toBe(304);
    await change(ayu, 1, 13);
    expect((await ayu.get<EventsAnswer>('/api/events', { headers })).body.events).toHaveLength(1);
  });
});

describe('what a reader missed', () => {
  it("[D2] is replayed across a crash of the server, each user's own", async () => {
    const own = await ownDatabase();
    try {
      const first = await startServer({ DATABASE: own.path });
      const before = { ayu: await login(first.origin, 'ayu'), bagus: await login(first.origin, 'bagus') };
      const purchase = await somePurchase(before.ayu, 'supply', 3);
      await before.bagus.ask('PUT', `${purchase.path}/watchers/bagus`);
      await before.ayu.ask('PUT', `${purchase.path}/watchers/ayu`);
      const start = (await poll(before.ayu)).lastEventId;
      await before.ayu.ask('POST', `${purchase.path}/comments`, { json: { text: 'To Bagus' } });
      await before.bagus.ask('POST', `${purchase.path}/comments`, { json: { text: 'To Ayu' } });
      await change(before.ayu, 2);
      await first.kill();
      const second = await startServer({ DATABASE: own.path });
      for (const [account, words] of [
        ['ayu', 'To Ayu'],
        ['bagus', 'To Bagus'],
      ] as const) {
        const who = await login(second.origin, account);
        const stream = await who.stream('/api/events/stream', start);
        const missed = await stream.take(3);
        const told = missed.filter(({ event }) => event === 'dispatch_notification');
        expect(told.map((event) => payload<DispatchNotification>(event).body)).toEqual([words]);
        expect(seqs(purchasesOnly(missed))).toEqual([1, 2]);
        await stream.close();
      }
      await second.stop();
    } finally {
      await own.remove();
    }
  });

  it('[D4] is too much after so many events: it goes on from the end and says so', async () => {
    const brief = await startServer({ REPLAY_EVENTS: '20' });
    try {
      const who = await login(brief.origin, 'dewi');
      const start = (await poll(who)).lastEventId;
      await change(who, 4);
      const near = await who.stream('/api/events/stream', start);
      expect(near.headers.get('Last-Event-ID')).toBeNull();
      expect(seqs(await near.take(4))).toEqual([1, 2, 3, 4]);
      await near.close();
      await change(who, 25, 4);
      const { lastEventId } = await poll(who);
      for (const path of ['/api/events/stream', '/api/periode-limit/notifications/stream', '/api/chat/sse']) {
        const far = await who.stream(path, start);
        expect(far.headers.get('Last-Event-ID')).toBe(lastEventId);
        await far.close();
      }
      expect(await poll(who, start)).toEqual({ events: [], lastEventId, resync: true });
    } finally {
      await brief.stop();
    }
  });

  it('[D4] is gone when the log was pruned', async () => {
    const own = await ownDatabase();
    try {
      const first = await startServer({ DATABASE: own.path });
      await change(await login(first.origin, 'dewi'), 30);
      await first.stop();
      const second = await startServer({ DATABASE: own.path, KEEP_EVENTS: '10' });
      const who = await login(second.origin, 'dewi');
      const head = Number((await poll(who)).lastEventId);
      expect((await poll(who, String(head - 11))).resync).toBe(true);
      const kept = await poll(who, String(head - 10));
      expect(kept.resync).toBe(false);
      expect(kept.lastEventId).toBe(String(head));
      await change(who, 1, 40);
      expect(Number((await poll(who)).lastEventId)).toBeGreaterThan(head);
      await second.stop();
    } finally {
      await own.remove();
    }
  });
});

describe('two processes on one file', () => {
  it('[D1] tell each other, in order and with one numbering', async () => {
    const other = await startServer({ DATABASE: server.database });
    try {
      const there = await login(other.origin, 'bagus');
      const streams = [await ayu.stream('/api/events/stream'), await there.stream('/api/events/stream')];
      await Promise.all([change(ayu, 8, 20), change(there, 8, 40)]);
      const [here, beyond] = await Promise.all(
        streams.map(async (stream) => {
          const events: Awaited<ReturnType<typeof stream.take>>[number][] = [];
          while (purchasesOnly(events).length < 16) events.push(...(await stream.take(1)));
          return purchasesOnly(events);
        }),
      );
      expect(seqs(here ?? [])).toEqual(countingFrom(seqs(here ?? [])[0] ?? 0, 16));
      expect(beyond).toEqual(here);
      for (const stream of streams) await stream.close();
    } finally {
      await other.stop();
    }
  });
});
