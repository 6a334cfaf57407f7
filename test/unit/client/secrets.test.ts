import { expect, it } from 'vitest';
import { type ClientMetrics, isSseError } from '../../../src/index.ts';
import { createVirtualClock, type TestClientOptions, testClient } from '../../../src/testing/index.ts';

const SECRET = 'hunter2';

/** Every string in a value: messages, causes, stacks, members, however deep. */
function strings(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const members = Object.getOwnPropertyNames(value).filter((name) => name !== 'stack');
  return members.flatMap((name) => [name, ...strings((value as Record<string, unknown>)[name], seen)]);
}

/** Everything a client said that may end in a log, in a world where every part of a request and an answer is secret. */
async function overheard(options: TestClientOptions<Record<string, unknown>>, clock = createVirtualClock()) {
  const said: unknown[] = [];
  const log = (...all: unknown[]): void => void said.push(all);
  const world = testClient<Record<string, unknown>>({
    clock,
    headers: () => ({ Authorization: `Bearer ${SECRET}`, Cookie: SECRET }),
    lastEventIdParam: `${SECRET}-param`,
    lastEventId: `${SECRET}-id`,
    logger: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  const { client } = world;
  client.lifecycle.on('error', (error) => void said.push(error));
  client.lifecycle.on('retry', ({ error }) => void said.push(error));
  client.subscribe(({ error }) => void said.push(error));
  const sayings = (): { metrics: ClientMetrics; all: string[]; errors: number } => ({
    metrics: client.metrics(),
    all: strings([said, client.metrics(), client.state]),
    errors: said.filter(isSseError).length,
  });
  client.connect();
  await clock.settle();
  return { ...world, sayings };
}

const leaks = (all: readonly string[]): string[] => all.filter((text) => text.toLowerCase().includes(SECRET));

it.each([302, 401])(
  '[A4] says nothing secret of a stream that opens, is read, breaks and is refused (%i)',
  async (last) => {
    const { server, clock, sayings } = await overheard({ reconnect: { attempts: 9 } });
    server.latest.send({ id: SECRET, event: SECRET, data: { SECRET } }, { event: 'x', data: `{${SECRET}` });
    server.latest.fail();
    for (const status of [503, 429, 200, 401, last]) {
      await clock.advance(9_000);
      server.latest.respond({ status, headers: { 'set-cookie': SECRET, location: `/?${SECRET}`, 'x-token': SECRET } });
    }
    const { all, errors } = sayings();
    expect(errors).toBeGreaterThan(3);
    expect(leaks(all)).toEqual([]);
  },
);

it('[A4] says nothing secret of silence and timeouts', async () => {
  const { server, clock, sayings } = await overheard({ heartbeat: { timeoutMs: 5_000 } });
  server.latest.respond();
  await clock.advance(120_000);
  const { all, metrics } = sayings();
  expect(metrics.failures).toMatchObject({ heartbeat: expect.any(Number), timeout: expect.any(Number) });
  expect(leaks(all)).toEqual([]);
});

it.each([
  ['cannot be parsed', () => new Response(SECRET)],
  ['is an error', () => new Response(SECRET, { status: 500, headers: { 'x-token': SECRET } })],
])('[A4] says nothing secret of a poll whose answer %s', async (_what, answer) => {
  const clock = createVirtualClock({ fetch: async () => answer() });
  const { server, sayings } = await overheard(
    { reconnect: { attempts: 0 }, polling: { url: `/poll?token=${SECRET}`, toEvents: () => [] } },
    clock,
  );
  server.latest.fail();
  await clock.settle();
  const { all, errors } = sayings();
  expect(errors).toBeGreaterThan(1);
  expect(leaks(all)).toEqual([]);
});

it.each([
  ['headers that cannot be sent', { headers: () => ({ Authorization: `Bearer\n${SECRET}` }) }],
  [
    'an address that cannot be',
    { polling: { url: `https://${SECRET}:x y/`, toEvents: () => [] }, reconnect: { attempts: 0 } },
  ],
])('[A4] says nothing secret of %s', async (_what, options) => {
  const { server, clock, sayings } = await overheard(options);
  if (server.connections.length > 0) server.latest.fail();
  await clock.settle();
  const { all, errors } = sayings();
  expect(errors).toBeGreaterThan(0);
  expect(leaks(all)).toEqual([]);
});
