import { expect, it } from 'vitest';
import { idsTo, paramOf, tick } from '../browser/event-log.ts';
import type { TransportName } from '../browser/page-side.ts';
import { closeWorker, startWorker, untilNews } from '../browser/worker-hands.ts';
import { everyBytes } from '../support/splits.ts';
import type { OpenLab } from './engine-lab.ts';
import { gzipInParts } from './gzip.ts';
import type { Traits } from './traits.ts';

const TRANSPORTS: readonly TransportName[] = ['fetch-stream', 'fetch-event-source'];
const QUICK = { initialDelayMs: 1, maxDelayMs: 1, attempts: 1_000 } as const;

/** One to four bytes a character, joined and combined ones among them. */
const TEXT = 'naïve — 漢字 🙂 👩‍💻 e\u0301';

/** Whatever a server sends arrives as it was sent, when it was sent. */
export function streamingContract(openLab: OpenLab, traits: Traits): void {
  it.each(TRANSPORTS)(
    '[D1, C2] %s: each event is handled before the next is sent; close() ends it',
    async (transport) => {
      const { log, open, server } = await openLab();
      const page = await open();
      await page.start('a', { transport });
      for (let n = 1; n <= 20; n++) {
        log.append(1);
        expect((await page.untilEvents('a')).ids).toEqual(log.ids);
      }
      expect(log.requests('a')).toHaveLength(1);
      await page.run(() => window.lab.client('a').close());
      await server.until(() => server.openExchanges === 0);
      expect(log.requests('a')[0]?.cutOff).toBe(true);
      expect((await page.seen('a')).phase).toBe('closed');
    },
  );

  it('[D1, D6, H1] every event with id, name and text, though each byte comes by itself', async () => {
    const { open, server } = await openLab();
    const names = ['__proto__', 'constructor', 'error', 'naïve'];
    const blocks = names.map((name, n) => `: here\nid: é-${n}\nevent: ${name}\ndata: {"text":\ndata: "${TEXT}"}\n\n`);
    server.on('/bytes', async (exchange) => {
      for (const byte of everyBytes(new TextEncoder().encode(`\u{feff}${blocks.join('')}`), 1)) {
        await exchange.write(byte);
      }
      await exchange.hang();
    });
    const page = await open();
    await page.start('a', {}, server.url('/bytes'));
    const seen = await page.untilEvents('a', names.length);
    expect(seen.types).toEqual(names);
    expect(seen.ids).toEqual(names.map((_, n) => `é-${n}`));
    expect(seen.data).toEqual(names.map(() => ({ text: TEXT })));
  });

  it('[C3, A4] another origin: token and id, after preflights that allow them; no token in what is logged', async () => {
    const { open, otherOrigin } = await openLab();
    const other = await otherOrigin();
    const ids = ['é-漢', '🙂'];
    other.on('/remote', async (exchange) => {
      const next = other.requestsTo('/remote').length - 1;
      if (next < ids.length) return exchange.end(`id: ${ids[next]}\ndata: 1\n\n`);
      return exchange.hang();
    });
    const page = await open();
    const headers = { Authorization: 'Bearer s3cret' };
    await page.start('a', { headers, credentials: 'include', reconnect: QUICK }, other.url('/remote'));
    await other.until(() => other.requestsTo('/remote').length === 3);
    const sent = other.requestsTo('/remote').map((request) => request.headers);
    expect(sent.map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 3 }, () => headers.Authorization),
    );
    const arrived = sent.map((each) => utf8(each['last-event-id']));
    expect(traits.encodesHeadersTwice ? arrived.map(utf8) : arrived).toEqual([undefined, ...ids]);
    expect(sent.map(({ accept }) => accept)).toEqual(Array.from({ length: 3 }, () => 'text/event-stream'));
    expect(sent[0]?.['cache-control']).toBe('no-cache');
    // One for the token alone, one with the id: answers to preflights are kept only when the server says so.
    expect(other.preflights).toBeGreaterThanOrEqual(2);
    const { ids: seen, logs } = await page.seen('a');
    expect(seen).toEqual(ids);
    expect(logs.join('\n')).not.toContain('s3cret');
  });

  it('[C3] another origin: with lastEventIdParam the id goes whole, and there is no preflight', async () => {
    const { open, otherOrigin } = await openLab();
    const other = await otherOrigin();
    const ids = ['é-漢', '🙂&=+ %'];
    other.on('/remote', async (exchange) => {
      const id = ids[other.requestsTo('/remote').length - 1];
      return id === undefined ? exchange.hang() : exchange.end(`id: ${id}\ndata: 1\n\n`);
    });
    const page = await open();
    await page.start('a', { lastEventIdParam: 'from', reconnect: QUICK }, other.url('/remote'));
    await other.until(() => other.requestsTo('/remote').length === 3);
    expect(other.requestsTo('/remote').map((request) => paramOf(request, 'from'))).toEqual([null, ...ids]);
    expect(other.preflights).toBe(0);
  });

  it('[A4] a redirect to another origin is followed, and the logger warned', async () => {
    const { open, otherOrigin, server } = await openLab();
    const other = await otherOrigin();
    server.on('/moved', (exchange) => exchange.reply(302, { location: other.url('/remote') }));
    other.on('/remote', (exchange) => exchange.write(tick(1)).then(exchange.hang));
    const page = await open();
    await page.start('a', { headers: { Authorization: 'Bearer s3cret' } }, server.url('/moved'));
    const { logs } = await page.untilEvents('a', 1);
    expect(logs.filter((line) => line.includes('redirected'))).toHaveLength(1);
    expect(other.requestsTo('/remote').map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('[L1, L3] an event of 1 MB in small chunks arrives; one over the limit is reported, and the stream goes on', async () => {
    const { open, server } = await openLab();
    const chunk = 'x'.repeat(4_096);
    server.on('/large', async (exchange) => {
      for (const [id, chunks] of [
        ['fits', 250],
        ['too large', 300],
      ] as const) {
        await exchange.write(`id: ${id}\ndata: "`);
        for (let n = 0; n < chunks; n++) await exchange.write(chunk);
        await exchange.write('"\n\n');
      }
      await exchange.write(tick(3));
      await exchange.hang();
    });
    const page = await open();
    await page.start('a', {}, server.url('/large'));
    await page.run(() => window.lab.untilEvents('a', 2));
    const [lengths, invalid] = await page.run(() => {
      const { data, metrics } = window.lab.seen('a');
      return [data.map((each) => String(each).length), metrics.events.invalid] as const;
    });
    expect(lengths[0]).toBe(250 * chunk.length);
    expect(lengths).toHaveLength(2);
    expect(invalid).toBe(1);
  });

  it('[D1] 20,000 events at once, in order', async () => {
    const { open, server } = await openLab();
    const all = Array.from({ length: 20_000 }, (_, n) => tick(n + 1));
    server.on('/burst', (exchange) => exchange.write(all.join('')).then(exchange.hang));
    const page = await open();
    await page.start('a', {}, server.url('/burst'));
    expect((await page.untilEvents('a', all.length)).ids).toEqual(idsTo(all.length));
  });

  it('[D1] a stream compressed with gzip is read as it comes', async () => {
    const { open, server } = await openLab();
    const gzip = gzipInParts();
    let more = (): void => {};
    server.on('/gzip', async (exchange) => {
      exchange.head(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      for (let n = 1; !exchange.isClosed; n++) {
        await exchange.write(await gzip(tick(n)));
        await Promise.race([exchange.closed, new Promise<void>((resolve) => (more = resolve))]);
      }
    });
    const page = await open();
    await page.start('a', {}, server.url('/gzip'));
    for (let n = 1; n <= 5; n++) {
      expect((await page.untilEvents('a', n)).ids).toEqual(idsTo(n));
      more();
    }
    expect(server.requestsTo('/gzip')[0]?.headers['accept-encoding']).toContain('gzip');
  });

  it('[O3, C6] in a dedicated worker, where there is no document', async () => {
    const { log, open, server } = await openLab();
    log.append(5);
    const { run } = await open();
    await startWorker(run, 'dedicated', 'fetch-stream');
    await untilNews(run, 5);
    log.cut('worker');
    log.append(5);
    expect(await untilNews(run, 10)).toEqual(log.ids);
    expect(await closeWorker(run)).toEqual({ phase: 'closed', documents: [] });
    await server.until(() => log.live('worker') === 0);
  });

  it('[O3, C1] in a shared worker: one connection for two tabs', async () => {
    const { log, open, server } = await openLab();
    const first = await open();
    await startWorker(first.run, 'shared', 'fetch-stream');
    await server.until(() => log.requests('worker').length === 1);
    const second = await open();
    await startWorker(second.run, 'shared', 'fetch-stream');
    log.append(5);
    expect(await untilNews(first.run, 5)).toEqual(log.ids);
    expect(await untilNews(second.run, 5)).toEqual(log.ids);
    expect(log.requests('worker')).toHaveLength(1);
    expect(await closeWorker(second.run)).toEqual({ phase: 'closed', documents: [] });
    await server.until(() => log.live('worker') === 0);
  });

  it('[C1] two clients in one page and one in another tab: each whole, each by itself', async () => {
    const { log, open, server } = await openLab();
    const first = await open();
    const second = await open();
    const clients = [
      ['a', first],
      ['b', first],
      ['c', second],
    ] as const;
    for (const [name, page] of clients) await page.start(name, { reconnect: QUICK, visibility: false });
    for (let round = 0; round < 3; round++) {
      log.append(5);
      for (const [name, page] of clients) expect((await page.untilEvents(name)).ids).toEqual(log.ids);
      log.cut(clients[round]?.[0] ?? 'a');
    }
    log.append(5);
    for (const [name, page] of clients) expect((await page.untilEvents(name)).ids).toEqual(log.ids);
    expect(clients.map(([name]) => log.requests(name).length)).toEqual([2, 2, 2]);
    expect(log.doubled).toEqual([]);
    // A tab that is closed says goodbye by itself.
    await second.close();
    await server.until(() => log.live('c') === 0);
    log.append(5);
    expect((await first.untilEvents('b')).ids).toEqual(log.ids);
  });
}

/** A header as the bytes it came as. */
function utf8(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : Buffer.from(String(header), 'latin1').toString('utf8');
}
