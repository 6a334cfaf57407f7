import { testClient } from 'holdfast/testing';
import { expect, it } from 'vitest';

it('fetches a fresh token when the old one has expired', async () => {
  const reasons: string[] = [];
  const { client, clock, server } = testClient({
    headers({ reason }) {
      reasons.push(reason);
      return { Authorization: reason === 'unauthorized' ? 'Bearer fresh' : 'Bearer old' };
    },
  });
  client.connect();
  await clock.settle();
  server.latest.respond({ status: 401 });
  await clock.settle();
  expect(reasons).toEqual(['connect', 'unauthorized']);
  expect(server.latest.headers.get('authorization')).toBe('Bearer fresh');

  server.latest.respond();
  expect(client.state).toMatchObject({ phase: 'open', attempt: 0 });
});

it('gives up when the fresh token is refused, too', async () => {
  const { client, clock, server } = testClient({ headers: async () => ({ Authorization: 'Bearer revoked' }) });
  client.connect();
  await clock.settle();
  server.latest.respond({ status: 401 });
  await clock.settle();
  server.latest.respond({ status: 401 });
  expect(client.state.phase).toBe('failed');
  expect(client.state.error?.kind).toBe('auth');
});
