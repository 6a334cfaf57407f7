import { expect, expectTypeOf, it } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import { createFakePage, createVirtualClock, testClient } from '../../../src/testing/index.ts';

it('is a real client that is not connected yet', () => {
  const { client, server, timeline, delivered } = testClient<{ price: number }>();
  expectTypeOf(client).toEqualTypeOf<SseClient<{ price: number }>>();
  expect(client).toBeInstanceOf(SseClient);
  expect([client.state.phase, server.connections.length, timeline, delivered]).toEqual(['idle', 0, [], []]);
});

it('writes down what is delivered, and what happens when', async () => {
  const { client, clock, server, delivered, timeline } = testClient();
  client.connect();
  await clock.settle();
  server.latest.send({ id: '1', event: 'price', data: 3 }, { id: '2', data: 'a' });
  server.latest.fail();
  await clock.advance(500);
  expect(delivered.map(({ type, data, id }) => [type, data, id])).toEqual([['price', 3, '1']]);
  expect(timeline).toEqual(['0 connecting', '0 open', '0 waiting 1', '500 connecting 1']);
});

it('holds the test to what a server can do', async () => {
  const { client, clock, server } = testClient();
  client.connect();
  await clock.settle();
  server.latest.end();
  expect(() => server.latest.send({ data: 1 })).toThrow('the test has ended this stream');
});

it('may share its time and its page with another', async () => {
  const clock = createVirtualClock();
  const fakePage = createFakePage();
  const clients = [testClient({ clock, fakePage }), testClient({ clock, fakePage })];
  for (const { client } of clients) client.connect();
  await clock.settle();
  expect(fakePage.listeners).toBe(2);
  fakePage.hide();
  await clock.advance(10_000);
  expect(clients.map(({ client }) => client.state.phase)).toEqual(['paused', 'paused']);
});

it('polls with the fetch of its options, or of its clock', async () => {
  const seen: string[] = [];
  const fetch = (name: string) => async (): Promise<Response> => (seen.push(name), Response.json(null));
  const polling = { url: '/poll', toEvents: () => [] };
  for (const options of [{ fetch: fetch('option') }, { clock: createVirtualClock({ fetch: fetch('clock') }) }]) {
    const { client, clock, server } = testClient({ ...options, polling, reconnect: { attempts: 0 } });
    client.connect();
    await clock.settle();
    server.latest.fail();
    await clock.settle();
    client.close();
  }
  expect(seen).toEqual(['option', 'clock']);
});

it('says what to give in place of a platform and a page', () => {
  expect(() => testClient({ platform: createVirtualClock().platform })).toThrow(
    'testClient makes the option "platform" itself; give it clock: createVirtualClock(…)',
  );
  expect(() => testClient({ page: createFakePage() })).toThrow(
    'testClient makes the option "page" itself; give it fakePage: createFakePage(…)',
  );
});

it('checks options as the client does', () => {
  expect(() => testClient({ heartbeat: { timeoutMs: -1 } })).toThrow(TypeError);
});
