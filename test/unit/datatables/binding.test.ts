// @vitest-environment happy-native
import { expect, it } from 'vitest';
import {
  bindDataTable,
  type DataTableOptions,
  type DataTableState,
  type ReloadResult,
} from '../../../src/datatables/index.ts';
import { testClient } from '../../../src/testing/index.ts';

/** A client on a virtual clock and a page that has no table yet. */
async function withoutTable(
  options: Partial<DataTableOptions<Record<string, unknown>>> = {},
  lookUp = (): never => never(),
) {
  const world = testClient({
    reconnect: { attempts: 1, jitter: 'none' },
    polling: { url: '/poll', toEvents: () => [] },
  });
  const results: ReloadResult[] = [];
  const binding = bindDataTable(world.client, lookUp, {
    events: ['changed'],
    platform: world.clock.platform,
    onReload: (result) => results.push(result),
    ...options,
  });
  world.client.connect();
  await world.clock.settle();
  return { ...world, binding, results };
}

function never(): never {
  throw new TypeError("Cannot read properties of undefined (reading 'purchases')");
}

it('[S1] the state is frozen, and the same object until something changes', async () => {
  const { binding, clock, server } = await withoutTable();
  const first: DataTableState = binding.state;
  expect(first).toEqual({ phase: 'idle', again: false, failure: null, reloadedAt: null });
  expect(Object.isFrozen(first)).toBe(true);
  await clock.advance(1_000);
  expect(binding.state).toBe(first);
  server.latest.send({ id: '1', event: 'changed', data: {} });
  await clock.settle();
  expect(binding.state).toMatchObject({ phase: 'due' });
  expect(Object.isFrozen(binding.state)).toBe(true);
});

it('[T8] a table that never appears: said once after timeoutMs, waited for, and nothing is thrown', async () => {
  const { binding, clock, server, results } = await withoutTable();
  server.latest.send({ id: '1', event: 'changed', data: {} });
  await clock.advance(4_999);
  expect([binding.state.phase, results]).toEqual(['missing', []]);
  await clock.advance(60_000);
  expect(results).toEqual([{ ok: false, failure: 'no-table', status: undefined }]);
  expect(binding.state).toMatchObject({ phase: 'missing', failure: 'no-table' });
  expect(clock.reportedErrors).toEqual([]);
});

it('[T8] with apply, the same patience', async () => {
  const { clock, server, results } = await withoutTable({ apply: () => {} });
  server.latest.send({ id: '1', event: 'changed', data: {} });
  await clock.advance(4_999);
  expect(results).toEqual([]);
  await clock.advance(251);
  expect(results).toHaveLength(1);
});

it('[T10] more than 1,000 changes for a table that is not there become one reload', async () => {
  const { binding, clock, server } = await withoutTable({ apply: () => {} });
  for (let id = 1; id <= 1_000; id++) server.latest.send({ id: `${id}`, event: 'changed', data: {} });
  await clock.advance(10);
  expect(binding.state.phase).toBe('idle');
  server.latest.send({ id: '1001', event: 'changed', data: {} });
  await clock.advance(10);
  expect(binding.state.phase).toBe('missing');
});

it('[T6] a stream that never opened, and polls instead: a reload', async () => {
  const { binding, client, clock, server } = await withoutTable();
  server.latest.fail();
  await clock.advance(1_000);
  expect(binding.state.phase).toBe('idle');
  server.latest.fail();
  await clock.settle();
  expect([client.state.phase, binding.state.phase]).toEqual(['polling', 'due']);
});

it('[T7] listens to nothing after dispose(), which may be said twice', async () => {
  const { binding, clock, server, client } = await withoutTable();
  {
    using same = binding;
    server.latest.send({ id: '1', event: 'changed', data: {} });
    await clock.settle();
    expect(same.state.phase).toBe('due');
  }
  binding.dispose();
  const { state } = binding;
  expect(state).toMatchObject({ phase: 'disposed', again: false });
  server.latest.send({ id: '2', event: 'changed', data: {} });
  binding.reload();
  client.close();
  await clock.advance(10_000);
  expect(binding.state).toBe(state);
  expect(clock.pendingTimers).toBe(0);
});
