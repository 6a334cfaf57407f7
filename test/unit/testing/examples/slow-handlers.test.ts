import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('gives the page a turn between slow handlers', async () => {
  const { client, clock, server } = testClient();
  const rows: unknown[] = [];
  client.on('row', (row) => {
    // As if it had taken 20 ms.
    clock.stall(20);
    rows.push(row);
  });
  client.connect();
  await clock.settle();
  server.latest.send({ event: 'row', data: 1 }, { event: 'row', data: 2 }, { event: 'row', data: 3 });
  expect(rows).toEqual([1]);
  await clock.settle();
  expect(rows).toEqual([1, 2, 3]);
});

it('reports what a handler throws, and goes on', async () => {
  const { client, clock, server, delivered } = testClient();
  client.on('row', () => {
    throw new Error('A bug of the page.');
  });
  client.connect();
  await clock.settle();
  server.latest.send({ event: 'row', data: 1 }, { event: 'row', data: 2 });
  expect(clock.reportedErrors).toEqual([new Error('A bug of the page.'), new Error('A bug of the page.')]);
  expect(delivered).toHaveLength(2);
});
