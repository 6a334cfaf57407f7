/** Compiled by a test, which expects exactly the mistakes that are announced here, each in the line below. */
import { SseClient } from 'holdfast';
import { bindDataTable } from 'holdfast/datatables';
import { createSseHooks, useSseEvent } from 'holdfast/react';
import { testClient } from 'holdfast/testing';
// mistake TS2307: a part that is not for others
export { step } from 'holdfast/core/step';
// mistake TS2724: no such export
export { SseClent } from 'holdfast';

type Events = {
  notification: { currentSpending: number };
  purchase_changed: { id: string };
};

export const client = new SseClient<Events>('/events', {
  // mistake TS2322: seconds are no option, and times are numbers
  heartbeat: { timeoutMs: '60s' },
});
export const others = [
  // mistake TS2353: unknown option
  new SseClient<Events>('/events', { retries: 5 }),
  // mistake TS2353: no such event
  new SseClient<Events>('/events', { debounce: { notificaton: 5 } }),
  // mistake TS2554: no address
  new SseClient<Events>(),
];
// mistake TS2345: wrong event name
client.on('notificaton', () => {});
// mistake TS2345: wrong payload type
client.on('notification', (data: { id: string }) => data);
// mistake TS2339: not in this event
client.on('notification', (data) => data.id);
// mistake TS2345: a server event, not the client's
client.lifecycle.on('notification', () => {});
// mistake TS2540: states are read-only
client.state.phase = 'open';

// mistake TS2820: wrong event name
bindDataTable(client, '#purchases', { events: ['purchases_changed'] });
// mistake TS2353: unknown option
bindDataTable(client, '#purchases', { events: ['purchase_changed'], debounceMs: 5 });

const hooks = createSseHooks<Events>();
export function Page() {
  // mistake TS2345: wrong event name
  hooks.useSseEvent('notificaton', () => {});
  // mistake TS2345: wrong handler
  hooks.useSseEvent('notification', (data: { id: string }) => data.id);
  // mistake TS2345: wrong handler, of a client that is passed
  useSseEvent('notification', (data: { id: string }) => data.id, { client });
  const value = hooks.useSseValue('notification', { initial: null });
  // mistake TS18047: nothing may have come yet
  return <p>{value.currentSpending}</p>;
}

const { clock } = testClient();
// mistake TS2345: spans are numbers
await clock.advance('1s');
