import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('waits longer after each failure, and polls no server to death', async () => {
  const { client, clock, server, timeline } = testClient({ reconnect: { attempts: 3, jitter: 'none' } });
  client.connect();
  for (const waitMs of [0, 1_000, 2_000, 4_000]) {
    await clock.advance(waitMs);
    server.latest.respond({ status: 503 });
  }
  expect(timeline).toEqual([
    '0 connecting',
    '0 waiting 1',
    '1000 connecting 1',
    '1000 waiting 2',
    '3000 connecting 2',
    '3000 waiting 3',
    '7000 connecting 3',
    '7000 suspended 4',
  ]);
});

it('draws its waits, so that a thousand pages do not come back at once', async () => {
  const { client, clock, server } = testClient();
  client.connect();
  await clock.settle();
  clock.draw(0.25);
  server.latest.fail();
  expect(client.state.retryAt).toBe(clock.platform.wallNow() + 250);
});
