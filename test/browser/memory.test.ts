import type { CDPSession } from 'puppeteer-core';
import { expect, it } from 'vitest';
import { openLaboratory } from './lab.ts';
import type { TransportName } from './page-side.ts';

const MIB = 1_048_576;
/** Generous: what the browser itself keeps varies by some hundred kilobytes; a million events kept would be 100 MiB. */
const BOUND = 5 * MIB;

/** What the page's thread holds after everything that can go has gone. */
async function heldBytes(session: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

// The library is several times slower; a fifth shows what it keeps as well.
it.each<[TransportName, number]>([
  ['fetch-stream', 1_000_000],
  ['fetch-event-source', 200_000],
])('[L2] %s: %i events leave the heap where it was', async (transport, total) => {
  const { open } = await openLaboratory();
  const { page } = await open();
  const session = await page.createCDPSession();
  await page.evaluate(feed, transport);
  const counts: number[] = [];
  const held: number[] = [];
  for (const limit of [total / 10, total]) {
    counts.push(await page.evaluate((to) => (window as unknown as Feed).feedTo(to), limit));
    held.push(await heldBytes(session));
  }
  expect(counts).toEqual([total / 10, total]);

  expect(Math.abs(Number(held[1]) - Number(held[0]))).toBeLessThan(BOUND);
});

interface Feed {
  /** Streams events up to this number, and resolves with how many have been delivered in order. */
  feedTo(limit: number): Promise<number>;
}

/** Runs in the page: a client on a stream made there, in chunks of 64 KiB, that stops where it is told to. */
function feed(transport: TransportName): void {
  const encoder = new TextEncoder();
  let made = 0;
  let limit = 0;
  let inOrder = 0;
  let goOn = (): void => {};
  let arrived = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (made === limit) await new Promise<void>((resolve) => (goOn = resolve));
      let text = '';
      while (text.length < 65_536 && made < limit) text += `id: ${++made}\nevent: tick\ndata: {"n":${made}}\n\n`;
      controller.enqueue(encoder.encode(text));
    },
  });
  const headers = { 'content-type': 'text/event-stream' };
  window.lab.start('feed', '/made-here', {
    transport,
    fetch: async () => new Response(body, { headers }),
    unrecorded: true,
  });
  window.lab.client('feed').onAny(({ data }) => {
    if ((data as { n: number }).n === inOrder + 1) inOrder++;
    if (inOrder === limit) arrived();
  });
  Object.assign(window, {
    async feedTo(to: number) {
      const all = new Promise<void>((resolve) => (arrived = resolve));
      limit = to;
      goOn();
      await all;
      return inOrder;
    },
  });
}
