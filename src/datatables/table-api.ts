/**
 * The only file that knows how DataTables 1.13, 2 and 3 differ. Nothing is imported from them: whoever gives a table
 * brings the library along, as an instance, on `window`, or as an option.
 */

/** The members of a DataTables instance that are used; any of 1.13, 2 and 3 has them. */
export interface DataTableApi {
  readonly ajax: { reload(callback: null, resetPaging: boolean): unknown };
  // Events carry what they like, and the three libraries declare their handlers differently.
  on(event: string, handler: (...args: never[]) => unknown): unknown;
  off(event: string, handler: (...args: never[]) => unknown): unknown;
  settings(): unknown;
  table(): { node(): Node; body(): Node; container(): Node };
  row(selector: never): unknown;
  rows(selector: never): unknown;
  draw(paging: never): unknown;
}

/** What `DataTable` or `$.fn.dataTable` is. */
export interface DataTableStatic {
  readonly Api: unknown;
}

/** A DataTables instance, a selector, an element, or anything like a jQuery object around one. */
export type TableReference = DataTableApi | string | Element | ArrayLike<Element> | null | undefined;

/** A table, or a function asked for it at each reload. Throwing means that it is not there yet. */
export type TableSource = TableReference | (() => TableReference);

/** What an instance is to us, once found. */
export interface Table {
  readonly ajax: { reload(callback: null, resetPaging: boolean): unknown };
  on(event: string, handler: EventHandler): unknown;
  off(event: string, handler: EventHandler): unknown;
  settings(): ArrayLike<Settings>;
  table(): { node(): HTMLTableElement; body(): HTMLElement; container(): HTMLElement };
  row: {
    (index: number): Row;
    add(data: unknown): unknown;
  };
  rows(selector: string): { nodes(): ArrayLike<HTMLElement> & { toArray(): HTMLElement[] } };
  draw(paging: false | 'page'): unknown;
  page: {
    (page: number): { draw(paging: 'page'): unknown };
    info(): { readonly page: number; readonly pages: number; readonly serverSide: boolean };
  };
  /** Since 2. */
  trigger?(event: string, details: readonly unknown[]): unknown;
}

/** One row of it. */
export interface Row {
  data(): unknown;
  data(data: unknown): unknown;
  node(): HTMLElement | null;
  remove(): unknown;
}

/** A handler of DataTables' events. The names: `preXhr`, `xhr`, `draw`, `error` (since 2 `dt-error`), `destroy`. */
export type EventHandler = (event: Event, settings: Settings, detail?: unknown, request?: unknown) => unknown;

/** What `settings.jqXHR` may be: jQuery's request in 1.13 and 2, the browser's since 3, or anything a page's function gave. */
export interface TableRequest {
  /** HTTP status; 0 where there was no answer, `undefined` where it cannot be known. */
  readonly status?: number;
  readonly statusText?: string;
  readonly readyState?: number;
  state?(): string;
  fail?(listener: (request: unknown, why: string) => void): void;
  addEventListener?(type: string, listener: () => void): void;
  abort?(): void;
}

/** What DataTables keeps about a table; there is no other way to the request that is out, and to a row by its id. */
export interface Settings {
  readonly jqXHR?: TableRequest | undefined;
  ajax?: unknown;
  readonly sAjaxSource?: unknown;
  /** Rows by id: since 3 … */
  readonly ids?: Readonly<Record<string, { readonly idx: number } | undefined>>;
  /** … and before. */
  readonly aIds?: Readonly<Record<string, { readonly idx: number } | undefined>>;
  /** In 1.13 alone. */
  readonly oApi?: unknown;
}

type ApiConstructor = new (table: Element) => Table;

/** Finds the initialised table a page means, wherever it now is; `undefined` while there is none. */
export function findTable(source: TableSource, DataTable: DataTableStatic | undefined): Table | undefined {
  let found: TableReference;
  try {
    found = typeof source === 'function' ? source() : source;
  } catch {
    return undefined;
  }
  if (typeof found === 'string') found = document.querySelector(found);
  const given = (found as DataTableApi | undefined)?.ajax && (found as unknown as Table);
  const element = given ? given.table().node() : ((found as ArrayLike<Element>)?.[0] ?? (found as Element | null));
  // Whoever renders the page anew puts another node with the same id into the place of the one we know.
  const node = !element || element.isConnected ? element : document.getElementById(element.id);
  if (!node) return undefined;
  for (const Api of [given?.constructor, ...constructors(DataTable)]) {
    // An instance of a node says whether it is a table of DataTables now; an instance that was given may be outdated.
    const table = Api ? new (Api as ApiConstructor)(node) : undefined;
    if (table?.settings()[0]) return table;
  }
  return undefined;
}

function constructors(DataTable: DataTableStatic | undefined): readonly unknown[] {
  const { DataTable: onWindow, jQuery } = globalThis as {
    readonly DataTable?: DataTableStatic;
    readonly jQuery?: { readonly fn?: { readonly dataTable?: DataTableStatic } };
  };
  return [DataTable, onWindow, jQuery?.fn?.dataTable].map((found) => found?.Api);
}

/** The settings of the one table. */
export function settingsOf(table: Table): Settings {
  return table.settings()[0] as Settings;
}

/** The row with this id (`rowId` or `DT_RowId`), on whatever page it is. */
export function rowById(table: Table, id: string): Row | undefined {
  const { ids, aIds } = settingsOf(table);
  const index = (aIds ?? ids)?.[id]?.idx;
  return index === undefined ? undefined : table.row(index);
}

/** Whether the table has a place to reload from. */
export function hasSource(table: Table): boolean {
  const { ajax, sAjaxSource } = settingsOf(table);
  return Boolean(ajax || sAjaxSource);
}

/** Whether this request is out. What cannot be known counts as not out. */
export function isPending(request: TableRequest | undefined): boolean {
  const readyState = request?.readyState ?? 0;
  return request?.state ? request.state() === 'pending' : readyState > 0 && readyState < 4;
}

/**
 * Calls back when the request breaks. DataTables 3 tells nobody of a network failure, nor of an abort; a page's own
 * `ajax` function cannot.
 */
export function onBroken(request: TableRequest | undefined, listener: (aborted: boolean) => void): void {
  request?.fail?.((_, why) => listener(why === 'abort'));
  for (const type of ['error', 'timeout', 'abort']) request?.addEventListener?.(type, () => listener(type === 'abort'));
}

/**
 * Hides DataTables' "Processing". 3 forgets to when a request breaks or is aborted, and 2 and 3 refuse to when rows come
 * from the server, because the draw that asked for them never ended; the event does it all the same.
 */
export function hideIndicator(table: Table): void {
  table.trigger?.('processing', [settingsOf(table), false]);
}

/**
 * Sends, and lets an answer with an `error` in it (the protocol of server-side processing) go the way of a failed request
 * in 1.13, which hands no options to `preXhr`: through the options the page gave, for as long as it takes to send.
 */
export function sendRefusing(settings: Settings, send: () => void): void {
  const given = settings.ajax;
  const isOld = settings.oApi && given && typeof given !== 'function';
  if (isOld) settings.ajax = { converters: CONVERTERS, ...(typeof given === 'string' ? { url: given } : given) };
  try {
    send();
  } finally {
    if (isOld) settings.ajax = given;
  }
}

// jQuery's way to say how text becomes JSON; what it throws is a failure of the request.
const CONVERTERS = {
  'text json'(text: string): unknown {
    const json: unknown = JSON.parse(text);
    if (errorOf(json)) throw new Error(String(errorOf(json)));
    return json;
  },
};

/** The same since 2, on the options that `preXhr` carries. DataTables would show it with `alert()`, and nothing could stop it. */
export function refuseErrors(options: unknown): void {
  const { success, error } = (options ?? {}) as Readonly<Record<'success' | 'error', unknown>>;
  if (typeof success !== 'function' || typeof error !== 'function') return;
  (options as { success: unknown }).success = (json: unknown, status: unknown, request: unknown) =>
    errorOf(json) ? error(request, 'error') : success(json, status, request);
}

function errorOf(json: unknown): unknown {
  return (json as { readonly error?: unknown } | null)?.error;
}
