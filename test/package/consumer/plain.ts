/** All entries that need no peer, as a page uses them. */
import { DEFAULTS, isSseError, SseClient, type ClientState, type SseEvent } from 'holdfast';
import { bindDataTable } from 'holdfast/datatables';
import { testClient } from 'holdfast/testing';

type Events = {
  notification: { currentSpending: number; maxSpending: number };
  purchase_changed: { id: string };
};

const client = new SseClient<Events>('/api/notifications/stream', {
  headers: async ({ reason }) => ({ Authorization: reason === 'unauthorized' ? 'fresh' : 'kept' }),
  polling: { url: '/api/notifications', toEvents: (body) => [{ type: 'notification', data: body }] },
  debounce: { purchase_changed: { waitMs: 2_000, key: (event) => event.data.id } },
  reconnect: { attempts: DEFAULTS.reconnect.attempts },
});

const show = (spent: number, most: number): string => `${spent} of ${most}`;
client.on('notification', ({ currentSpending, maxSpending }) => show(currentSpending, maxSpending));
client.on('purchase_changed', (data, event: SseEvent<'purchase_changed', { id: string }>) => [data.id, event.id]);
client.lifecycle.on('error', (error) => isSseError(error) && error.kind === 'auth');
client.lifecycle.on('state', ({ phase }: ClientState) => phase);

export async function read(): Promise<number> {
  let sum = 0;
  for await (const { data } of client.events('notification')) sum += data.currentSpending;
  return sum;
}

export const binding = bindDataTable(client, () => document.querySelector('table'), { events: ['purchase_changed'] });

const { server, clock } = testClient<Events>();
export const settled: Promise<void> = clock.settle();
export const asked: number = server.connections.length;
