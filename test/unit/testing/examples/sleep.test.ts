import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('notices within seconds that the laptop has slept, and that the stream is dead', async () => {
  const { client, clock, server } = testClient();
  client.connect();
  await clock.settle();
  server.latest.send({ id: '1', data: 'before' });
  const beforeSleep = server.latest;

  // The lid was shut for eight hours: timers stood still, and the server is long gone.
  clock.sleep(8 * 3_600_000);
  await clock.advance(10_000);
  expect(beforeSleep.aborted).toBe(true);
  expect(client.state.error?.kind).toBe('heartbeat');
  expect(server.latest.lastEventId).toBe('1');
});
