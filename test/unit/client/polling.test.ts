import { expect, it } from 'vitest';
import type { FetchLike } from '../../../src/index.ts';
import { createVirtualClock, type TestClientOptions, testClient } from '../../../src/testing/index.ts';

const toEvents = (body: unknown) =>
  (body as { id?: string; data: unknown }[]).map((each) => ({ type: 'price', ...each }));

/** A client whose stream fails at once, and an endpoint that answers with these, one after another; the last for ever. */
async function polling(
  answers: readonly (() => Response | Promise<Response>)[],
  options: TestClientOptions<Record<string, unknown>> = {},
) {
  const requests: Headers[] = [];
  const fetch: FetchLike = async (_url, init) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] as () => Response;
    requests.push(new Headers(init.headers));
    return answer();
  };
  const clock = createVirtualClock({ fetch });
  const world = testClient({ clock, reconnect: { attempts: 0 }, polling: { url: '/poll', toEvents }, ...options });
  world.client.connect();
  await clock.settle();
  world.server.latest.fail();
  await clock.settle();
  return { ...world, requests };
}

const json =
  (body: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { headers });

it('[P2] remembers the ETag of an answer, and what 304 means', async () => {
  const { clock, requests, delivered, client } = await polling([
    json([{ id: '1', data: 1 }], { etag: '"a"' }),
    () => new Response(null, { status: 304 }),
    json([{ id: '2', data: 2 }], { etag: '"b"' }),
    () => new Response(null, { status: 204 }),
  ]);
  await clock.advance(15_000);
  expect(requests.map((headers) => headers.get('if-none-match'))).toEqual([null, '"a"', '"a"', '"b"']);
  expect(requests.map((headers) => headers.get('last-event-id'))).toEqual([null, '1', '1', '2']);
  expect(delivered.map(({ data, origin }) => [data, origin])).toEqual([
    [1, 'poll'],
    [2, 'poll'],
  ]);
  expect(client.metrics().polls).toBe(4);
});

it('[P2] does not take an answer nobody got for one that is known', async () => {
  // A fetch that does not heed its signal answers after its time; the answer is thrown away.
  let late = (_response: Response): void => {};
  const { clock, requests } = await polling([() => new Promise<Response>((resolve) => (late = resolve)), json([])]);
  await clock.advance(10_000);
  late(json([{ id: '1', data: 1 }], { etag: '"lost"' })());
  await clock.advance(60_000);
  expect(requests[1]?.get('if-none-match')).toBeNull();
});

it('[S3] counts what polls bring as received', async () => {
  const { client } = await polling([json([{ id: '1', data: 1 }, { id: '1', data: 1 }, { data: 2 }])]);
  expect(client.metrics().events).toMatchObject({ received: 3, delivered: 3 });
});

it('[P3, D2] does not deliver again what the stream or another poll delivered', async () => {
  const { client, clock, server, delivered } = await polling([json([{ id: '1', data: 1 }])]);
  await clock.advance(5_000);
  expect(client.metrics().events).toMatchObject({ delivered: 1, duplicate: 1 });
  client.reconnect();
  await clock.settle();
  server.latest.send({ id: '1', event: 'price', data: 1 }, { id: '2', event: 'price', data: 2 });
  expect(delivered.map(({ id }) => id)).toEqual(['1', '2']);
});

it('[D7] tells what toEvents throws as invalid, and polls on', async () => {
  const issues: unknown[] = [];
  const broken = (): never => {
    throw new Error('mine');
  };
  const clockAndAll = polling([json({ any: 1 })], { polling: { url: '/poll', toEvents: broken } });
  const { client, clock, requests } = await clockAndAll;
  client.lifecycle.on(
    'invalid',
    ({ kind, issues: [issue], raw }) => void issues.push([kind, (issue as Error).message, raw.data]),
  );
  await clock.advance(5_000);
  expect([issues, requests.length, client.state.phase]).toEqual([[['poll', 'mine', { any: 1 }]], 2, 'polling']);
});
