import { expect, it } from 'vitest';
import { fetchStream } from '../../../src/index.ts';
import { createVirtualClock, testClient } from '../../../src/testing/index.ts';

/** A client whose server answers 503 with a body nobody wants, and whether that body was cancelled. */
function refused(shouldRetry: () => boolean) {
  let cancelled = 0;
  const fetch = async (): Promise<Response> =>
    new Response(new ReadableStream({ cancel: () => void cancelled++ }), { status: 503 });
  const clock = createVirtualClock();
  const world = testClient({ clock, transport: fetchStream(), fetch, reconnect: { shouldRetry } });
  return { ...world, cancelled: () => cancelled };
}

it('[C4] cancels the body of what it refuses', async () => {
  const { client, clock, cancelled } = refused(() => false);
  client.connect();
  await clock.settle();
  expect([client.state.phase, cancelled()]).toEqual(['failed', 1]);
});

it('[C4] keeps to the table when shouldRetry throws, and reports it', async () => {
  const error = new Error('mine');
  const { client, clock, cancelled } = refused(() => {
    throw error;
  });
  client.connect();
  await clock.settle();
  expect(client.state).toMatchObject({ phase: 'waiting', error: { kind: 'http', status: 503 } });
  expect([cancelled(), clock.reportedErrors]).toEqual([1, [error]]);
});
