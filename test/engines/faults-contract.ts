import { expect, it, onTestFinished } from 'vitest';
import { idsTo, resumeAfter, tick } from '../browser/event-log.ts';
import { openTcpGate } from '../browser/tcp-gate.ts';
import type { OpenLab } from './engine-lab.ts';
import { barrier } from './in-page.ts';
import type { Traits } from './traits.ts';

const QUICK = { initialDelayMs: 1, maxDelayMs: 1, attempts: 1_000 } as const;

/** Whatever becomes of a connection, no event is lost and none comes twice. */
export function faultsContract(openLab: OpenLab, traits: Traits): void {
  it.each([
    ['reset', false],
    ['clean end', true],
  ])('[C6, D2] a %s after every byte of an event: none lost, none twice', async (_, isClean) => {
    const { open, server } = await openLab();
    const cuts = tick(1).length;
    const last = cuts + 5;
    let at = 0;
    server.on('/broken', async (exchange) => {
      let next = resumeAfter(exchange.request) + 1;
      while (at >= cuts && next <= last) await exchange.write(tick(next++));
      if (at >= cuts) return exchange.hang();
      await exchange.write(tick(next++) + tick(next).slice(0, ++at));
      return isClean ? exchange.end() : exchange.reset();
    });
    const page = await open();
    await page.start('a', { lastEventId: '0', reconnect: QUICK }, server.url('/broken'));
    const { ids, resyncs, errors } = await page.untilEvents('a', last);
    expect(ids).toEqual(idsTo(last));
    expect(resyncs).toBe(0);
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['network']));
    expect(await page.overlaps()).toEqual([]);
    expect(server.requestsTo('/broken').length).toBeGreaterThan(cuts);
  });

  it('[C4] a server that is gone, and comes back where it was', async () => {
    const { log, open, server } = await openLab();
    const gate = await openTcpGate(server.url('/'));
    onTestFinished(() => gate.close());
    const page = await open();
    log.append(5);
    await page.start('a', { reconnect: QUICK }, `${gate.origin}/log?client=a`);
    await page.untilEvents('a');
    await gate.shut();
    await page.run(() => window.lab.untilErrors('a', 4));
    log.append(5);
    await gate.open();
    const { ids, errors } = await page.untilEvents('a');
    expect(ids).toEqual(log.ids);
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['network']));
  });

  it('[C4] an origin that does not let the page read is a network error, tried again', async () => {
    const { open, otherOrigin } = await openLab();
    const other = await otherOrigin();
    other.on('/wall', (exchange) => {
      if (other.requestsTo('/wall').length > 2) return exchange.end(tick(1));
      const headers = { 'content-type': 'text/event-stream', 'access-control-allow-origin': 'null' };
      return exchange.reply(200, headers, tick(1));
    });
    const page = await open();
    await page.start('a', { reconnect: QUICK }, other.url('/wall'));
    const { errors } = await page.untilEvents('a', 1);
    expect(errors.slice(0, 2)).toMatchObject([{ kind: 'network' }, { kind: 'network' }]);
  });

  it('[C5] headers that do not come, or come without a byte, are given up', async () => {
    const { open, server } = await openLab();
    server.on('/silent', async (exchange) => {
      const turn = server.requestsTo('/silent').length;
      if (turn === 2) exchange.head();
      if (turn > 2) await exchange.write(tick(1));
      return exchange.hang();
    });
    const page = await open();
    const reconnect = { ...QUICK, connectTimeoutMs: 400 };
    await page.start('a', { heartbeat: { timeoutMs: 500 }, reconnect }, server.url('/silent'));
    const { errors } = await page.untilEvents('a', 1);
    const withoutByte = traits.showsHeadersAlone ? 'heartbeat' : 'timeout';
    expect(errors.map(({ kind }) => kind)).toEqual(['timeout', withoutByte]);
    expect(server.requestsTo('/silent').map(({ cutOff }) => cutOff)).toEqual([true, true, false]);
  });

  it('[H1, H2] silence on an open stream ends it; comments are life', async () => {
    const { open, server } = await openLab();
    server.on('/silent', async (exchange) => {
      const turn = server.requestsTo('/silent').length;
      await exchange.write(tick(turn));
      if (turn === 1) return exchange.hang();
      for (let beats = 0; beats < 30; beats++) {
        await exchange.pause(50);
        await exchange.write(': here\n\n');
      }
      await exchange.write(tick(3));
      return exchange.hang();
    });
    const page = await open();
    await page.start('a', { heartbeat: { timeoutMs: 500 }, lastEventId: '0', reconnect: QUICK }, server.url('/silent'));
    const { ids, errors } = await page.untilEvents('a', 3);
    expect(ids).toEqual(['1', '2', '3']);
    expect(errors.map(({ kind }) => kind)).toEqual(['heartbeat']);
    expect(server.requestsTo('/silent').map(({ cutOff }) => cutOff)).toEqual([true, false]);
  });

  it('[C4, B2] 503 is tried again, and not before its Retry-After', async () => {
    const { open, server } = await openLab();
    server.on('/busy', (exchange) => {
      if (server.requestsTo('/busy').length > 1) return exchange.write(tick(1)).then(exchange.hang);
      return exchange.reply(503, { 'retry-after': '1' }, 'later');
    });
    const page = await open();
    await page.start('a', { reconnect: QUICK }, server.url('/busy'));
    const { errors, retries } = await page.untilEvents('a', 1);
    expect(errors).toMatchObject([{ kind: 'http', status: 503 }]);
    expect(retries[0]).toBeGreaterThanOrEqual(1_000);
    const [first, second] = server.requestsTo('/busy');
    expect(Number(second?.receivedAt) - Number(first?.receivedAt)).toBeGreaterThanOrEqual(999);
  });

  it('[C4] 204 closes, and nothing more is sent', async () => {
    const { open, server } = await openLab();
    server.on('/over', (exchange) => exchange.reply(204));
    const page = await open();
    await page.start('a', { reconnect: QUICK }, server.url('/over'));
    await page.untilPhase('a', 'closed');
    await page.run(barrier);
    expect(server.requestsTo('/over')).toHaveLength(1);
  });

  it('[B5, P1, P2, P3, P6] five failures: polls feed the page, and the way back leaves no gap', async () => {
    const { log, open, server } = await openLab();
    let isUp = true;
    let polled = 0;
    server.on('/stream', (exchange) =>
      isUp ? exchange.write(': hello\n\n').then(() => log.serve(exchange)) : exchange.reply(502),
    );
    server.on('/poll', (exchange) => {
      if (exchange.request.headers['if-none-match'] === `"${log.size}"`) return exchange.reply(304);
      polled++;
      const after = resumeAfter(exchange.request);
      const body = JSON.stringify(log.ids.slice(after).map(Number));
      return exchange.reply(200, { 'content-type': 'application/json', etag: `"${log.size}"` }, body);
    });
    const page = await open();
    await page.run((origin) => {
      window.lab.start('a', `${origin}stream?client=a`, {
        reconnect: { initialDelayMs: 1, maxDelayMs: 1 },
        polling: {
          url: `${origin}poll`,
          toEvents: (body) => (body as number[]).map((n) => ({ type: 'tick', id: String(n), data: { n } })),
          intervalMs: 20,
          recoverAfterMs: 300,
          maxRecoverAfterMs: 300,
        },
      });
    }, server.url('/'));
    log.append(5);
    await page.untilEvents('a');
    isUp = false;
    log.cut('a');
    await page.untilPhase('a', 'polling');
    for (let round = 0; round < 3; round++) {
      log.append(5);
      expect((await page.untilEvents('a')).ids).toEqual(log.ids);
    }
    expect(polled).toBeGreaterThanOrEqual(3);
    // Polls that have nothing new are answered 304 all the same.
    await server.until(() => server.requestsTo('/poll').length > polled);
    isUp = true;
    await page.untilPhase('a', 'open');
    log.append(5);
    const { ids, phases, resyncs } = await page.untilEvents('a');
    expect(ids).toEqual(log.ids);
    expect(resyncs).toBe(0);
    expect(phases.at(-1)).toBe('open');
    expect(phases).toContain('polling');
    const polls = server.requestsTo('/poll').length;
    await page.run(barrier);
    expect(server.requestsTo('/poll')).toHaveLength(polls);
  });
}
