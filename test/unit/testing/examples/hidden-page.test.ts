import { createFakePage, testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('closes the stream of a page nobody sees, and is back at once', async () => {
  const { client, clock, server, page } = testClient();
  client.connect();
  await clock.settle();
  server.latest.send({ id: '7', data: 'hello' });

  page.hide();
  await clock.advance(10_000);
  expect([client.state.phase, client.state.pausedBy, server.alive]).toEqual(['paused', 'hidden', 0]);

  page.show();
  await clock.settle();
  expect([client.state.phase, server.latest.lastEventId]).toEqual(['connecting', '7']);
});

it('waits to be seen when it was opened in the background', async () => {
  const { client, clock, server, page } = testClient({ fakePage: createFakePage({ visible: false }) });
  client.connect();
  await clock.advance(60_000);
  expect(server.connections).toHaveLength(0);

  page.show();
  await clock.settle();
  expect(server.connections).toHaveLength(1);
});
