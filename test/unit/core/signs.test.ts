import { describe, expect, it } from 'vitest';
import { createVirtualClock, type TestClientOptions, testClient } from '../../../src/testing/index.ts';

async function connected(options: TestClientOptions<Record<string, unknown>> = { reconnect: { jitter: 'none' } }) {
  const world = testClient(options);
  world.client.connect();
  await world.clock.settle();
  return world;
}

describe('a sign of the page that changes nothing', () => {
  it('[V4] neither hastens a retry nor puts it off', async () => {
    const { clock, page, server } = await connected();
    server.latest.fail();
    await clock.advance(100);
    page.signal();
    await clock.advance(899);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(server.connections).toHaveLength(2);
  });

  it('[H5] is no reason to judge a request that has no answer yet by its silence', async () => {
    const { client, clock, page } = testClient({ reconnect: { connectTimeoutMs: 300_000 } });
    await clock.advance(120_000);
    client.connect();
    await clock.advance(90_000);
    page.signal();
    expect(client.state).toMatchObject({ phase: 'connecting', attempt: 0 });
  });
});

it('[V2, P7] a page that is back polls only where polls were feeding it', async () => {
  let polls = 0;
  const clock = createVirtualClock({ fetch: async () => (polls++, Response.json([])) });
  const { page, server } = await connected({ clock, polling: { url: '/poll', toEvents: () => [] } });
  server.latest.comment();
  page.freeze();
  await clock.advance(5_000);
  page.resume();
  await clock.advance(1_000);
  server.latest.comment();
  await clock.advance(30_000);
  expect([polls, server.connections.length]).toEqual([0, 2]);
});

it('[V1] pages that stay connected while hidden are never paused for it', async () => {
  const { client, clock, page, server } = await connected({ visibility: false });
  server.latest.comment();
  page.hide();
  await clock.advance(50_000);
  expect(client.state.phase).toBe('open');
  server.latest.end();
  await clock.advance(2_000);
  page.signal();
  expect([client.state.phase, server.connections.length]).toEqual(['connecting', 2]);
});

it('[D3] what is held back stays so while the connection comes and goes', async () => {
  const { clock, server, delivered } = await connected({
    debounce: 5_000,
    parse: 'text',
    reconnect: { jitter: 'none' },
  });
  server.latest.send({ id: '1', data: 'first' }, { id: '2', data: 'latest' });
  server.latest.end();
  await clock.advance(1_000);
  server.latest.comment();
  expect(delivered.map(({ data }) => data)).toEqual(['first']);
  await clock.advance(4_000);
  expect(delivered.map(({ data }) => data)).toEqual(['first', 'latest']);
});

it('[H2, D1] silence while reading waits for handlers is not the stream’s; afterwards it is', async () => {
  let answer = (): void => {};
  let asked = 0;
  const slow = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) =>
        asked++ === 0 ? new Promise<{ value: unknown }>((resolve) => (answer = () => resolve({ value }))) : { value },
    },
  };
  const { client, clock, server } = await connected({ schemas: { message: slow }, parse: 'text' });
  server.latest.comment();
  server.latest.send(...Array.from({ length: 10_002 }, (_, n) => ({ id: String(n), data: 'x' })));
  await clock.advance(300_000);
  expect(client.metrics().failures).toEqual({});
  answer();
  await clock.advance(59_000);
  expect([client.metrics().events.delivered, client.metrics().failures]).toEqual([10_002, {}]);
  await clock.advance(2_000);
  expect(client.metrics().failures).toEqual({ heartbeat: 1 });
});

it('[D7] a payload that says it is a heartbeat is one in text, too', async () => {
  const { client, server, delivered } = await connected({ parse: 'text' });
  server.latest.comment();
  server.latest.send(
    { data: '{"type":"heartbeat"}' },
    { data: 'a heartbeat in words' },
    { data: '{"type":"heartbeat","n":2}' },
  );
  expect(delivered.map(({ data }) => data)).toEqual(['a heartbeat in words']);
  expect(client.metrics().heartbeats).toBe(2);
});

it('[D7] what is no JSON is told as such', async () => {
  const { client, server } = await connected();
  const told: unknown[] = [];
  client.lifecycle.on('invalid', ({ kind, raw }) => void told.push([kind, raw.data]));
  server.latest.comment();
  server.latest.send({ data: '{"open":' });
  expect(told).toEqual([['parse', '{"open":']]);
});
