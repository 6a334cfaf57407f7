/** The part of a test that runs in the page: a real table, a real client, a binding, and what they said. `window.side`. */
import DataTable from 'datatables.net';
import { SseClient } from 'holdfast';
import { bindDataTable, type DataTableBinding, type DataTableOptions, type ReloadResult } from 'holdfast/datatables';
// The types of `window.instruments`.
import type {} from '../instruments.ts';

type Events = { changed: { id?: string; row?: unknown }; other: unknown };

/** What is used of an instance here, in every version. */
export interface Api {
  ajax: { reload(callback: (() => void) | null, resetPaging: boolean): Api; url(url?: string): Api };
  page: {
    (page: number): Api;
    info(): { page: number; pages: number; start: number; recordsDisplay: number; serverSide: boolean };
  };
  draw(paging?: boolean | string): Api;
  order(order?: unknown): Api & [[number, string]];
  search(term?: string): Api & string;
  on(event: string, handler: (...details: unknown[]) => unknown): Api;
  row: { (selector: string): { data(): unknown; node(): HTMLElement; any(): boolean }; add(data: unknown): Api };
  data(): { length: number };
  destroy(): Api;
  table(): { node(): HTMLTableElement; container(): HTMLElement };
}

export interface TableChoice {
  readonly serverSide?: boolean;
  /** Its height, for a table that scrolls in itself. */
  readonly scrollY?: string;
  /** A table that holds its data and has nothing to reload from. */
  readonly withoutAjax?: boolean;
  readonly id?: string;
  readonly options?: object;
}

/** Binding options that survive the way into the page; functions are put in by tests, in the page. */
export type BindOptions = Partial<DataTableOptions<Events, 'changed'>>;

export interface Side {
  readonly DataTable: typeof DataTable;
  readonly SseClient: typeof SseClient;
  readonly bindDataTable: typeof bindDataTable;
  readonly client: SseClient<Events>;
  api: Api;
  binding: DataTableBinding;
  /** Puts a table into the page, and waits until its rows are there. */
  makeTable(choice?: TableChoice): Promise<Api>;
  /** Connects the client, and binds it to the table (or to what a test gives). */
  bind(options?: BindOptions, table?: Parameters<typeof bindDataTable>[1]): DataTableBinding;
  readonly results: ReloadResult[];
  /** What `alert()` was told. */
  readonly alerts: string[];
  /** What was thrown and caught by nobody, and what was reported. */
  readonly errors: string[];
  readonly draws: { count: number };
  until(holds: () => boolean): Promise<void>;
  button(): HTMLButtonElement | null;
  /** What the cells of a row show. */
  shown(id: string): string[] | undefined;
}

declare global {
  interface Window {
    side: Side;
  }
}

window.alert = (message?: string) => void side.alerts.push(String(message));
window.addEventListener('error', ({ error, message }) => side.errors.push(String(error ?? message)));

const columns = [
  { data: 'name', title: 'Name' },
  { data: 'amount', title: 'Amount' },
  { data: 'revision', title: 'Revision' },
  {
    data: null,
    title: 'Actions',
    orderable: false,
    searchable: false,
    render: (_: unknown, __: unknown, { id, name }: { id: string; name: string }) =>
      `<button type="button" data-id="${id}">Edit</button> <input value="${name}" aria-label="Note">`,
  },
];

const client = new SseClient<Events>('/events', {
  visibility: false,
  reconnect: { attempts: 1, initialDelayMs: 1, maxDelayMs: 1 },
  polling: { url: '/poll', toEvents: () => [], recoverAfterMs: 50, maxRecoverAfterMs: 50 },
});

const side: Side = {
  DataTable,
  SseClient,
  bindDataTable,
  client,
  api: undefined as unknown as Api,
  binding: undefined as unknown as DataTableBinding,
  results: [],
  alerts: [],
  errors: [],
  draws: { count: 0 },
  async makeTable({ serverSide = false, scrollY, withoutAjax = false, id = 'purchases', options = {} } = {}) {
    const table = document.createElement('table');
    table.id = id;
    (document.querySelector('main') as HTMLElement).append(table);
    const api = new DataTable(table, {
      columns,
      rowId: 'id',
      pageLength: 10,
      processing: true,
      serverSide,
      ...(withoutAjax ? { data: [] } : { ajax: '/rows' }),
      ...(scrollY && { scrollY, paging: false }),
      ...options,
    } as never) as unknown as Api;
    let drawn = withoutAjax || api.data().length > 0;
    side.draws.count = 0;
    api.on('draw', () => {
      side.draws.count++;
      drawn ||= api.data().length > 0;
    });
    side.api = api;
    await side.until(() => drawn);
    side.draws.count = 0;
    return api;
  },
  bind(options = {}, table = '#purchases') {
    side.binding = bindDataTable(client, table, {
      events: ['changed'],
      coalesceMs: 50,
      DataTable: DataTable as never,
      onReload: (result) => side.results.push(result),
      ...options,
    });
    client.connect();
    return side.binding;
  },
  until: (holds) =>
    new Promise((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
        else setTimeout(look, 5);
      };
      look();
    }),
  button: () => document.querySelector('[role="status"] ~ button'),
  shown(id) {
    const row = document.getElementById(id);
    return row ? [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? '') : undefined;
  },
};
window.side = side;

/** What a user would notice if it changed. */
function look(): object {
  const { page, start } = side.api.page.info();
  const active = document.activeElement as HTMLElement | null;
  return {
    page,
    start,
    order: [...(side.api.order() as unknown as [number, string][])].map(([column, direction]) => [column, direction]),
    search: String(side.api.search()),
    selected: [...document.querySelectorAll('.selected')].map(({ id }) => id),
    focused: active?.dataset['id'],
    top: window.scrollY,
  };
}
Object.assign(window, { look });
