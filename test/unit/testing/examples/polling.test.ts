import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('polls while there is no stream, and goes back to it', async () => {
  let polls = 0;
  const { client, clock, server, delivered } = testClient({
    reconnect: { attempts: 0 },
    polling: {
      url: '/api/price',
      toEvents: (body) => [{ type: 'price', data: body }],
    },
    // Polls go to fetch; the stream goes to `server`.
    fetch: async () => Response.json({ eur: ++polls }),
  });
  client.connect();
  await clock.settle();
  server.latest.respond({ status: 503 });
  expect(client.state.phase).toBe('polling');

  await clock.advance(12_000);
  expect(delivered.map(({ data, origin }) => [data, origin])).toEqual([
    [{ eur: 1 }, 'poll'],
    [{ eur: 2 }, 'poll'],
    [{ eur: 3 }, 'poll'],
  ]);

  // The stream is probed half a minute later, and taken back with its first byte.
  await clock.advance(18_000);
  server.latest.comment();
  expect(client.state.phase).toBe('open');
});
