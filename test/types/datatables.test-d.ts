// Compiled, never run: types of bindDataTable, and every `ts` snippet of docs/datatables.md (a test compares them).
import DataTable from 'datatables.net';
import type { Api as Api1 } from 'datatables.net-1';
import type { Api as Api2 } from 'datatables.net-2';
import { SseClient } from 'holdfast';
import { bindDataTable } from 'holdfast/datatables';
import type {
  DataTableApi,
  DataTableBinding,
  DataTableState,
  ReloadFailure,
  ReloadResult,
  TableRows,
} from 'holdfast/datatables';
import { expectTypeOf } from 'vitest';

declare global {
  interface Window {
    LaravelDataTables: Readonly<Record<string, DataTableApi>>;
  }
}

type Purchase = { id: string; name: string; revision: number };
type Events = { changed: { id: string; row: Purchase | null } };

const table = new DataTable('#purchases', {
  ajax: '/rows',
  rowId: 'id',
  columns: [{ data: 'name' }, { data: 'revision' }],
});
const client = new SseClient<Events>('/events');
const binding = bindDataTable(client, table, { events: ['changed'] });
client.connect();

bindDataTable(client, () => window.LaravelDataTables['purchases'], { events: ['changed'] });

const purchases = bindDataTable(client, '#purchases', { events: ['changed'], DataTable });
document.addEventListener('livewire:navigating', () => purchases.dispose(), { once: true });

bindDataTable(client, table, {
  events: ['changed'],
  hold: (element) => element.querySelector('.editing') !== null,
});

bindDataTable(client, table, {
  events: ['changed'],
  apply: ({ data: { id, row } }, rows) => {
    if (row) rows.set(id, row);
    else rows.remove(id);
  },
});

// biome-ignore format: as it stands in the documentation
bindDataTable(client, table, {
  events: ['changed'],
  timeoutMs: 3_000,
  fallback: { text: 'Tafel neu laden', message: 'Nicht aktuell.', busyMessage: 'Lädt …', className: 'btn btn-warning' },
});

bindDataTable(client, table, {
  events: ['changed'],
  fallback: ({ failure, container, reload }) => {
    container.classList.add(`is-stale-${failure}`);
    container.addEventListener('dblclick', reload);
    return () => {
      container.classList.remove(`is-stale-${failure}`);
      container.removeEventListener('dblclick', reload);
    };
  },
});

bindDataTable(client, table, {
  events: ['changed'],
  onReload: ({ ok, failure }) => {
    document.title = ok ? 'Purchases' : `Purchases (${failure})`;
  },
});

// What it gives.
expectTypeOf(binding).toEqualTypeOf<DataTableBinding>();
expectTypeOf(binding.state).toEqualTypeOf<DataTableState>();
expectTypeOf(binding.state.failure).toEqualTypeOf<ReloadFailure | null>();
// @ts-expect-error: states are read-only
binding.state.phase = 'idle';

// Instances of every version, whatever they came by; elements, lists around one, and what is not there yet.
declare const api1: Api1<Purchase>;
declare const api2: Api2<Purchase>;
expectTypeOf(table).not.toBeAny();
bindDataTable(client, api1, { events: ['changed'] });
bindDataTable(client, api2, { events: ['changed'] });
bindDataTable(client, document.querySelector('table'), { events: ['changed'] });
bindDataTable(client, () => document.querySelectorAll('table'), { events: ['changed'] });
bindDataTable(client, () => undefined, { events: ['changed'] });
// @ts-expect-error: settings are not a table
bindDataTable(client, { ajax: '/rows' }, { events: ['changed'] });

// Events are the client's.
// @ts-expect-error: no such event
bindDataTable(client, '#a', { events: ['chnaged'] });
// @ts-expect-error: events are needed
bindDataTable(client, '#a', {});
// @ts-expect-error: no such option
bindDataTable(client, '#a', { events: ['changed'], coalesce: 5 });

// `apply` knows the events that were named, and no others.
declare const many: SseClient<{ price: number; name: string; other: boolean }>;
bindDataTable(many, '#a', {
  events: ['price', 'name'],
  apply: (event, rows) => {
    expectTypeOf(event.type).toEqualTypeOf<'price' | 'name'>();
    if (event.type === 'price') expectTypeOf(event.data).toEqualTypeOf<number>();
    expectTypeOf(rows).toEqualTypeOf<TableRows>();
    expectTypeOf(rows.get(1)).toEqualTypeOf<unknown>();
    return event.type === 'price';
  },
  onReload: (result) => {
    expectTypeOf(result).toEqualTypeOf<ReloadResult>();
    if (!result.ok) expectTypeOf(result.failure).toEqualTypeOf<ReloadFailure>();
  },
});
bindDataTable(new SseClient('/events'), '#a', { events: ['anything'] });
