import { describe, expect, it } from 'vitest';
import { everyBytes } from '../support/splits.ts';
import { openLaboratory } from './lab.ts';
import type { TransportName } from './page-side.ts';
import { closeWorker, startWorker, untilNews } from './worker-hands.ts';

const TRANSPORTS: readonly TransportName[] = ['fetch-stream', 'fetch-event-source'];

/** One to four bytes a character, joined and combined ones among them. */
const TEXT = 'naïve — 漢字 🙂 👩‍💻 e\u0301';

describe.each(TRANSPORTS)('%s', (transport) => {
  it('[D1, H1] every event in order with id, name and text, though each byte comes by itself', async () => {
    const { server, open } = await openLaboratory();
    const blocks = [1, 2, 3, 4].map(
      (n) => `: still here\nid: é-${n}\nevent: named-${n}\ndata: {"text":\ndata: "${TEXT}"}\n\n`,
    );
    server.on('/bytes', async (exchange) => {
      for (const byte of everyBytes(new TextEncoder().encode(blocks.join('')), 1)) await exchange.write(byte);
      await exchange.hang();
    });
    const lab = await open();
    await lab.start('a', { transport }, server.url('/bytes'));
    const seen = await lab.untilEvents('a', 4);
    expect(seen.types).toEqual(['named-1', 'named-2', 'named-3', 'named-4']);
    expect(seen.ids).toEqual(['é-1', 'é-2', 'é-3', 'é-4']);
    expect(seen.data).toEqual(Array.from({ length: 4 }, () => ({ text: TEXT })));
    expect(seen.lastEventId).toBe('é-4');
    expect(lab.problems).toEqual([]);
  });

  it('[C3] the request accepts event streams, is not cached, and carries the id as UTF-8 bytes', async () => {
    const { server, open } = await openLaboratory();
    server.on('/once', (exchange) => exchange.hang());
    const lab = await open();
    await lab.start('a', { transport, lastEventId: 'é-漢' }, server.url('/once'));
    await server.until(() => server.requestsTo('/once').length > 0);
    const { headers, method } = server.requestsTo('/once')[0] ?? {};
    expect(method).toBe('GET');
    expect(headers?.accept).toBe('text/event-stream');
    expect(headers?.['cache-control']).toBe('no-cache');
    expect(Buffer.from(String(headers?.['last-event-id']), 'latin1').toString('utf8')).toBe('é-漢');
  });

  it('[C6, D2] a clean end and a reset: resumed, none lost, none twice', async () => {
    const { server, log, open } = await openLaboratory();
    const lab = await open();
    await lab.start('a', { transport, reconnect: { initialDelayMs: 1 } });
    for (let round = 0; round < 5; round++) {
      log.append(7);
      await lab.untilEvents('a');
      log.cut('a');
      log.append(3);
    }
    const seen = await lab.untilEvents('a');
    expect(seen.ids).toEqual(log.ids);
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      '7',
      '17',
      '27',
      '37',
      '47',
    ]);
    expect(log.doubled).toEqual([]);
    expect(server.openExchanges).toBe(1);
  });

  it('[O3, C6] in a dedicated worker, where there is no document', async () => {
    const { log, open, server } = await openLaboratory();
    log.append(5);
    const lab = await open();
    await startWorker(lab.run, 'dedicated', transport);
    await untilNews(lab.run, 5);
    log.cut('worker');
    log.append(5);
    expect(await untilNews(lab.run, 10)).toEqual(log.ids);
    expect(await closeWorker(lab.run)).toEqual({ phase: 'closed', documents: [] });
    await server.until(() => log.live('worker') === 0);
  });

  it('[O3, C1] in a shared worker: one connection for two tabs', async () => {
    const { log, open, server } = await openLaboratory();
    const first = await open();
    await startWorker(first.run, 'shared', transport);
    await server.until(() => log.requests('worker').length === 1);
    const second = await open();
    await startWorker(second.run, 'shared', transport);
    log.append(5);
    await untilNews(first.run, 5);
    log.cut('worker');
    log.append(5);
    expect(await untilNews(first.run, 10)).toEqual(log.ids);
    expect(await untilNews(second.run, 10)).toEqual(log.ids);
    expect(log.requests('worker')).toHaveLength(2);
    expect(await closeWorker(second.run)).toEqual({ phase: 'closed', documents: [] });
    await server.until(() => log.live('worker') === 0);
  });
});

it('[D6] names and payloads that look like members of objects, and characters that parsers trip over', async () => {
  const { server, open } = await openLaboratory();
  const payloads = [
    '{"__proto__":{"polluted":1}}',
    '"\\ud800 alone"',
    '"\u{feff}mark"',
    '"nul \\u0000"',
    '"\\n\\nlines"',
  ];
  const names = ['__proto__', 'constructor', 'error', 'open', 'state'];
  server.on('/odd', async (exchange) => {
    await exchange.write(`\u{feff}${names.map((name, at) => `event: ${name}\ndata: ${payloads[at]}\n\n`).join('')}`);
    await exchange.hang();
  });
  const lab = await open();
  await lab.start('a', {}, server.url('/odd'));
  const seen = await lab.untilEvents('a', 5);
  expect(seen.types).toEqual(names);
  const read = await lab.page.evaluate(() => {
    const [first, ...rest] = window.lab.seen('a').data;
    return {
      own: Object.keys(first as object),
      polluted: 'polluted' in {},
      rest: rest.map((text) => JSON.stringify(text)),
    };
  });
  expect(read).toEqual({
    own: ['__proto__'],
    polluted: false,
    rest: ['"\\ud800 alone"', '"\u{feff}mark"', '"nul \\u0000"', '"\\n\\nlines"'],
  });
});

it('[O3] importing the package touches no global, and sets, listens to and requests nothing', async () => {
  const { open } = await openLaboratory();
  const lab = await open();
  const [names, leftovers, exported] = (await lab.page.evaluate(`(async () => {
    const before = new Set(Reflect.ownKeys(globalThis));
    const at = JSON.stringify(instruments.leftovers());
    const query = '?fresh';
    const modules = [await import('/sdk/holdfast.js' + query), await import('/sdk/fetch-event-source.js' + query)];
    return [
      Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String),
      JSON.stringify(instruments.leftovers()) === at,
      modules.map((module) => Object.keys(module).length > 0),
    ];
  })()`)) as [string[], boolean, boolean[]];
  expect(names).toEqual([]);
  expect(leftovers).toBe(true);
  expect(exported).toEqual([true, true]);
});

it('[O3] the script tag works under a policy without inline scripts and without eval', async () => {
  const { server, log, browser } = await openLaboratory();
  log.append(3);
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";
  server.on('/plain', (exchange) =>
    exchange.reply(
      200,
      { 'content-type': 'text/html', 'content-security-policy': policy },
      '<!doctype html><meta charset="utf-8"><title></title><script src="/sdk/holdfast.global.js"></script>' +
        '<script src="/sdk/plain-script.js"></script>',
    ),
  );
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  page.on('pageerror', (error) => refused.push(String(error)));
  await page.goto(server.url('/plain'));
  await expect.poll(() => page.title(), { timeout: 50_000 }).toBe('1 2 3');
  log.cut('plain');
  log.append(2);
  await expect.poll(() => page.title(), { timeout: 50_000 }).toBe('1 2 3 4 5');
  // The one thing Chromium writes down is the connection that was cut.
  expect(refused.filter((line) => !line.includes('net::ERR'))).toEqual([]);
  expect(log.requests('plain').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3']);
});
