import { describe, expect, it } from 'vitest';
import { openTcpGate } from '../browser/tcp-gate.ts';
import { useWorld, type Watched } from '../contract/client/support/world.ts';
import { fetchStream } from '../../src/transports/fetch-stream.ts';
import { type Publisher, startBetterSse, startFastify, startHono, startNchan } from './publishers.ts';

const PUBLISHERS: readonly (readonly [name: string, start: () => Promise<Publisher>])[] = [
  ['nginx with nchan', startNchan],
  ['better-sse', startBetterSse],
  ['streamSSE of Hono', startHono],
  ['@fastify/sse', startFastify],
];

const numbers = (to: number): readonly number[] => Array.from({ length: to }, (_, index) => index + 1);
const got = ({ data }: Watched): readonly unknown[] => data.map((payload) => (payload as { readonly n: number }).n);

describe.each(PUBLISHERS)('%s', (_, start) => {
  const { watch, until, own } = useWorld(fetchStream);

  /** The server, and a client behind a gate that can be shut. */
  async function meet() {
    const publisher = await start();
    own({ close: publisher.stop });
    const gate = await openTcpGate(publisher.origin);
    own(gate);
    const watched = watch(`${gate.origin}/events`, { parse: 'json' });
    const publish = async (from: number, to: number): Promise<void> => {
      for (let n = from; n <= to; n++) await publisher.publish(n);
    };
    return { gate, watched, publish };
  }

  it('[C3, D1] is connected to, and its events come one by one', async () => {
    const { watched, publish } = await meet();
    watched.client.connect();
    await publish(1, 1);
    await until('the first has come', () => watched.events.length === 1);
    expect(watched.client.state.phase).toBe('open');
    for (let n = 2; n <= 20; n++) {
      await publish(n, n);
      // Before the next is made: nothing is held back.
      await until(`number ${n} has come`, () => watched.events.length === n);
    }
    expect(got(watched)).toEqual(numbers(20));
    expect(watched.events.map(({ type }) => type)).toEqual(numbers(20).map(() => 'tick'));
    expect(new Set(watched.ids).size).toBe(20);
    expect(watched.told.invalid).toEqual([]);
  });

  it('[C6, D2] is resumed after a cut: what happened meanwhile comes once and in order', async () => {
    const { gate, watched, publish } = await meet();
    watched.client.connect();
    await publish(1, 5);
    await until('five have come', () => watched.events.length === 5);
    for (let round = 1; round <= 3; round++) {
      await gate.shut();
      await publish(round * 5 + 1, round * 5 + 5);
      await gate.open();
      await until('the next five have come', () => watched.events.length === round * 5 + 5);
    }
    expect(got(watched)).toEqual(numbers(20));
    expect(watched.told.resync).toEqual([]);
    expect(watched.told.open.slice(1).flat()).toMatchObject([{ resumed: true }, { resumed: true }, { resumed: true }]);
  });

  it('[B5, P6, D1] is found again after it was away for longer than five reconnects', async () => {
    const { gate, watched, publish } = await meet();
    watched.client.connect();
    await publish(1, 3);
    await until('three have come', () => watched.events.length === 3);
    await gate.shut();
    await publish(4, 9);
    await until('it gave up reconnecting', () => watched.client.state.phase === 'suspended');
    await gate.open();
    watched.client.reconnect();
    await until('all have come', () => watched.events.length === 9);
    expect(got(watched)).toEqual(numbers(9));
  });
});
