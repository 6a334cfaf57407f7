import { describe, expect, it, onTestFinished } from 'vitest';
import type { Exchange } from '../support/fault-server.ts';
import { seededRandom } from '../support/splits.ts';
import { idsTo, resumeAfter, serveLog, tick } from './event-log.ts';
import { openLaboratory } from './lab.ts';
import { openTcpGate } from './tcp-gate.ts';

const QUICK = { initialDelayMs: 1, maxDelayMs: 20, attempts: 1_000 } as const;

describe('another origin', () => {
  it('[C3, A4] Authorization and Last-Event-ID, after preflights that allow them; no token in what is logged', async () => {
    const { open, otherOrigin } = await openLaboratory();
    const other = await otherOrigin();
    const log = serveLog(other);
    log.append(5);
    const lab = await open();
    await lab.start('a', { headers: { Authorization: 'Bearer s3cret' }, reconnect: QUICK }, other.url('/log?client=a'));
    await lab.untilEvents('a', log.size);
    expect(other.preflights).toBe(1);
    log.cut('a');
    log.append(5);
    const { ids, logs } = await lab.untilEvents('a', log.size);
    expect(ids).toEqual(log.ids);
    expect(log.requests('a').map(({ headers }) => [headers.authorization, headers['last-event-id']])).toEqual([
      ['Bearer s3cret', undefined],
      ['Bearer s3cret', '5'],
    ]);
    expect(other.preflights).toBe(2);
    expect(logs.join('\n')).not.toContain('s3cret');
  });

  it('[C3] the header costs a preflight, lastEventIdParam does not', async () => {
    const { open, otherOrigin } = await openLaboratory();
    const other = await otherOrigin();
    const log = serveLog(other);
    log.append(5);
    const lab = await open();
    await lab.start('a', { lastEventIdParam: 'from', reconnect: QUICK }, other.url('/log?client=a'));
    await lab.untilEvents('a', log.size);
    for (let round = 0; round < 2; round++) {
      log.cut('a');
      log.append(5);
      expect((await lab.untilEvents('a', log.size)).ids).toEqual(log.ids);
    }
    expect(other.preflights).toBe(0);
    expect(log.requests('a').map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      ['/log?client=a', undefined],
      ['/log?client=a&from=5', undefined],
      ['/log?client=a&from=10', undefined],
    ]);
    await lab.start('b', { reconnect: QUICK }, other.url('/log?client=b'));
    await lab.untilEvents('b', log.size);
    expect(other.preflights).toBe(0);
    log.cut('b');
    log.append(5);
    expect((await lab.untilEvents('b', log.size)).ids).toEqual(log.ids);
    expect(other.preflights).toBe(1);
  });

  it('[A4] a redirect to another origin: the stream is read, and the logger warned', async () => {
    const { open, otherOrigin, server } = await openLaboratory();
    const other = await otherOrigin();
    const log = serveLog(other);
    log.append(5);
    server.on('/moved', (exchange) => exchange.reply(302, { location: other.url('/log?client=a') }));
    const lab = await open();
    await lab.start(
      'a',
      { headers: { Authorization: 'Bearer s3cret' }, reconnect: QUICK },
      server.url('/moved?k=s3cret'),
    );
    await lab.untilEvents('a', log.size);
    log.cut('a');
    log.append(5);
    const { ids, logs } = await lab.untilEvents('a', log.size);
    expect(ids).toEqual(log.ids);
    expect(server.requestsTo('/moved').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '5']);
    const warnings = logs.filter((line) => line.includes('redirected'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(new URL(other.url('/')).origin);
    expect(logs.join('\n')).not.toContain('s3cret');
  });

  it('[C4] an origin that does not let the page read is a network error, tried again', async () => {
    const { open, otherOrigin } = await openLaboratory();
    const other = await otherOrigin();
    const log = serveLog(other);
    log.append(5);
    const lab = await open();
    let closedDoors = 2;
    other.on('/wall', async (exchange) => {
      if (closedDoors-- <= 0) return log.serve(exchange);
      return exchange.reply(
        200,
        { 'content-type': 'text/event-stream', 'access-control-allow-origin': 'null' },
        tick(1),
      );
    });
    await lab.start('a', { reconnect: QUICK }, other.url('/wall'));
    const { ids, errors } = await lab.untilEvents('a', log.size);
    expect(ids).toEqual(log.ids);
    expect(errors).toEqual([{ kind: 'network' }, { kind: 'network' }]);
  });
});

describe('silence', () => {
  it('[C5] headers that do not come: given up, the server sees the end of it', async () => {
    const { open, log, server } = await openLaboratory();
    log.append(5);
    let held = 2;
    server.on('/slow', (exchange) => (held-- > 0 ? exchange.hang() : log.serve(exchange)));
    const lab = await open();
    await lab.start('a', { reconnect: { ...QUICK, connectTimeoutMs: 200 } }, server.url('/slow'));
    const { ids, errors } = await lab.untilEvents('a');
    expect(ids).toEqual(log.ids);
    expect(errors.map(({ kind }) => kind)).toEqual(['timeout', 'timeout']);
    await server.until(() => server.openExchanges === 1);
  });

  it('[H2, C5] a stream that falls silent, and one that never says a byte', async () => {
    const { open, log, server } = await openLaboratory();
    log.append(5);
    let calls = 0;
    server.on('/dead', async (exchange) => {
      if (calls++ === 0) await exchange.write(tick(1) + tick(2));
      if (calls <= 2) exchange.head();
      await (calls <= 2 ? exchange.hang() : log.serve(exchange));
    });
    const lab = await open();
    await lab.start('a', { reconnect: QUICK, heartbeat: { timeoutMs: 500 } }, server.url('/dead'));
    const { ids, errors } = await lab.untilEvents('a');
    expect(ids).toEqual(log.ids);
    expect(errors.slice(0, 2).map(({ kind }) => kind)).toEqual(['heartbeat', 'heartbeat']);
    expect(
      server
        .requestsTo('/dead')
        .map(({ headers }) => headers['last-event-id'])
        .slice(0, 3),
    ).toEqual([undefined, '2', '2']);
    await server.until(() => server.openExchanges === 1);
  });
});

const EVENTS = 300;
const CUTS = 15;

/** How a stream may end in the middle of an event. */
const ENDS = ['reset', 'clean end', 'server gone'] as const;

/** What may come of the next requests. */
const REFUSALS: readonly ((exchange: Exchange) => void | Promise<void>)[] = [
  (exchange) => exchange.reset(),
  (exchange) => exchange.reply(503, { 'retry-after': '0' }, 'later'),
  (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, '<p>Captive portal</p>'),
  (exchange) => exchange.end(),
];

describe('faults as Chromium shows them', () => {
  it.each([
    [1, 'fetch-stream'],
    [2, 'fetch-stream'],
    [3, 'fetch-event-source'],
  ] as const)(
    '[C6, D2, C4] seed %i, %s: 300 events through 15 cuts, every one once and in order',
    async (seed, transport) => {
      const { open, server } = await openLaboratory();
      const gate = await openTcpGate(server.url('/'));
      onTestFinished(() => gate.close());
      const lab = await open();
      const random = seededRandom(seed);
      const below = (limit: number): number => Math.floor(random() * limit);
      const cuts = new Set<number>();
      while (cuts.size < CUTS) cuts.add(1 + below(EVENTS));
      const seen: string[] = [];
      const refusals: (typeof REFUSALS)[number][] = [];

      const cut = async (exchange: Exchange, next: number): Promise<void> => {
        const end = ENDS[below(ENDS.length)] ?? 'reset';
        seen.push(end);
        for (let left = below(3); left > 0; left--)
          refusals.push(REFUSALS[below(REFUSALS.length)] ?? ((refused) => refused.reset()));
        await exchange.write(tick(next).slice(0, below(tick(next).length)));
        if (end === 'reset') return exchange.reset();
        if (end === 'clean end') return exchange.end();
        const { errors } = await lab.seen('a');
        await gate.shut();
        await lab.page.evaluate((count) => window.lab.untilErrors('a', count), errors.length + 3);
        return gate.open();
      };

      server.on('/faulty', async (exchange) => {
        const refuse = refusals.shift();
        if (refuse) return refuse(exchange);
        exchange.head();
        for (let next = resumeAfter(exchange.request) + 1; next <= EVENTS && !exchange.isClosed; next++) {
          if (cuts.delete(next)) return cut(exchange, next);
          await exchange.write(tick(next));
        }
        return exchange.hang();
      });

      // With an id from the beginning, continuity is never in doubt.
      const options = { transport, reconnect: QUICK, lastEventId: '0' };
      await lab.start('a', options, `${gate.origin}/faulty`);
      const { ids, resyncs, errors } = await lab.untilEvents('a', EVENTS);
      expect(ids).toEqual(idsTo(EVENTS));
      expect(resyncs).toBe(0);
      expect(cuts.size).toBe(0);
      expect(new Set(seen).size).toBe(ENDS.length);
      expect(errors.length).toBeGreaterThanOrEqual(CUTS);
      expect(await lab.overlaps()).toEqual([]);
      await server.until(() => server.openExchanges === 1);
    },
  );
});
