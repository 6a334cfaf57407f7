import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openLaboratory } from '../browser/lab.ts';

/** Leads to the server at `origin`; the answer to the first request for a stream ends where `head` does. */
async function openCutter(origin: string, head: string): Promise<string> {
  const target = Number(new URL(origin).port);
  let isCut = false;
  const cutter = createServer((inner) => {
    const outer = connect(target, '127.0.0.1');
    inner.on('error', () => {}).on('close', () => outer.destroy());
    outer.on('error', () => {}).on('close', () => inner.destroy());
    outer.pipe(inner);
    inner.on('data', (chunk: Buffer) => {
      if (isCut || !/accept: *text\/event-stream/i.test(chunk.toString('latin1'))) return void outer.write(chunk);
      isCut = true;
      inner.end(head);
    });
  });
  await new Promise<void>((resolve) => cutter.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void cutter.close());
  return `http://127.0.0.1:${(cutter.address() as AddressInfo).port}`;
}

// Over plain http Chromium takes what was left of a head for a whole one: of "HTTP/1.1 200" a status of 2 or 20.
it.each(['HTTP/1.1 2', 'HTTP/1.1 20', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\ncontent-type: text/ev'])(
  '[C4] an answer that breaks off after "%s" is tried again',
  async (head) => {
    const { open, server, log } = await openLaboratory();
    const { page, start, seen, untilEvents } = await open();
    const origin = await openCutter(server.url(''), head);
    await page.goto(`${origin}/page`);
    log.append(3);
    await start('a', { reconnect: { initialDelayMs: 10 } }, `${origin}/log?client=a`);
    await page.evaluate(() => Promise.race([window.lab.untilEvents('a', 3), window.lab.untilPhase('a', 'failed')]));
    const { ids, errors } = await seen('a');
    expect({ ids, errors: errors.length }).toEqual({ ids: ['1', '2', '3'], errors: 1 });
    await untilEvents('a', 3);
  },
);
