import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('fetches everything anew when the server does not know where we were', async () => {
  const { client, clock, server } = testClient();
  let reloads = 0;
  client.lifecycle.on('resync', () => reloads++);
  client.connect();
  await clock.settle();
  server.latest.send({ id: '41', data: 'old' });
  server.latest.end();

  await clock.advance(1_000);
  expect(server.latest.lastEventId).toBe('41');
  // It has restarted, and says from where it goes on.
  server.latest.respond({ headers: { 'content-type': 'text/event-stream', 'last-event-id': '0' } });
  await clock.settle();
  expect(reloads).toBe(1);
});
