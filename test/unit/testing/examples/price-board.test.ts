import type { SseClient } from 'holdfast';
import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

type Events = { price: { symbol: string; eur: number } };

/** The page's own code: what is to be tested. */
function createPriceBoard(client: SseClient<Events>) {
  const prices = new Map<string, number>();
  client.on('price', ({ symbol, eur }) => prices.set(symbol, eur));
  return {
    prices,
    isLive: () => client.state.phase === 'open',
  };
}

it('shows the latest prices, and goes on after the connection was lost', async () => {
  const { client, clock, server } = testClient<Events>();
  const board = createPriceBoard(client);
  client.connect();
  await clock.settle();

  server.latest.send(
    { id: '1', event: 'price', data: { symbol: 'ACME', eur: 3 } },
    { id: '2', event: 'price', data: { symbol: 'ACME', eur: 4 } },
  );
  expect(board.prices.get('ACME')).toBe(4);
  expect(board.isLive()).toBe(true);

  server.latest.fail();
  expect(board.isLive()).toBe(false);

  // The first wait is drawn from 0 to 1,000 ms, and the virtual clock draws 0.5.
  await clock.advance(500);
  expect(server.connections).toHaveLength(2);
  expect(server.latest.lastEventId).toBe('2');
  server.latest.send({ id: '3', event: 'price', data: { symbol: 'ACME', eur: 5 } });
  expect(board.prices.get('ACME')).toBe(5);
});

it('leaves nothing behind', async () => {
  const { client, clock, server, page } = testClient<Events>();
  client.connect();
  await clock.settle();
  server.latest.respond();

  client.close();
  expect(server.latest.aborted).toBe(true);
  expect([server.alive, clock.pendingTimers, page.listeners]).toEqual([0, 0, 0]);
});
