import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collectGarbage, heldBytes } from '../memory.ts';
import { block } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

const MIB = 1_048_576;

describe.each(TRANSPORTS)('a server that means harm, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[L1] one event that is small on the wire and endless when unpacked is skipped, and memory stays where it was', async () => {
    const unpackedMib = 192;
    const server = await serve();
    server.on('/bomb', async (exchange) => {
      const gzip = createGzip({ level: 9 });
      const sent = (async () => {
        for await (const packed of gzip) await exchange.write(packed as Buffer);
        await exchange.end();
      })();
      const send = async (text: string | Buffer): Promise<void> => {
        if (!gzip.write(text)) await once(gzip, 'drain');
      };
      exchange.head(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      await send(`${block(1, 'a')}data: `);
      const piece = Buffer.alloc(MIB, 'x');
      for (let mib = 0; mib < unpackedMib; mib++) await send(piece);
      await send(`\n\n${block(2, 'z')}`);
      gzip.end();
      await sent;
    });
    const watched = watch(server.url('/bomb'), { limits: { maxEventBytes: 65_536 } });
    const held: number[] = [];
    watched.client.connect();
    await until('the event after it has come', () => {
      if (watched.client.metrics().bytes > (held.length + 1) * 24 * MIB) {
        collectGarbage();
        held.push(heldBytes());
      }
      return watched.ids.includes('2');
    });
    watched.client.close();
    expect(watched.ids).toEqual(['1', '2']);
    expect(watched.told.invalid.map(({ kind }) => kind)).toEqual(['too-large']);
    expect(watched.client.metrics().bytes).toBeGreaterThan(unpackedMib * MIB);
    // What was held after the first 48 MiB is held at the end: a leak would show at least 100 more.
    expect(held.length).toBeGreaterThan(4);
    expect(Math.max(...held.slice(1)) - (held[1] ?? 0)).toBeLessThan(24 * MIB);
  }, 60_000);

  it('[H1, D1] a drip of single bytes is read as it comes, and nothing of it is lost', async () => {
    const server = await serve();
    const text = `: hello\n\n${block(1, 'slow')}${block(2, 'slower')}`;
    server.on('/drip', async (exchange) => {
      for (const byte of Buffer.from(text)) {
        await exchange.write(Buffer.of(byte));
        await exchange.pause(3);
      }
    });
    const watched = watch(server.url('/drip'), { heartbeat: { timeoutMs: 1_000 } });
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect([watched.ids, watched.data, watched.told.error]).toEqual([['1', '2'], ['slow', 'slower'], []]);
  });

  it('[C3, D6] ids and names made to confuse are carried as they are, and break no later request', async () => {
    const server = await serve();
    const id = '../..//?x=1&__proto__=1%0d%0aX-Evil: 1 é';
    let asked: string | undefined;
    server.on('/s', async (exchange) => {
      asked = exchange.request.headers['last-event-id'] as string | undefined;
      if (asked === undefined)
        await exchange.end(`id: ${id}\nevent: __proto__\ndata: {"__proto__":{"admin":true}}\n\n`);
      else await exchange.write(block(2, 'after'));
    });
    const watched = watch(server.url('/s'), { parse: 'json' });
    watched.client.on('__proto__', () => {});
    watched.client.connect();
    await until('the stream came back', () => asked !== undefined);
    expect(Buffer.from(asked ?? '', 'latin1').toString()).toBe(id);
    expect(watched.events[0]?.type).toBe('__proto__');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.keys(watched.events[0]?.data as object)).toEqual(['__proto__']);
  });
});
