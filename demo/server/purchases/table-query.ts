/** The question a DataTables page asks, read from its query string. Pure. */
import type { PurchaseRow } from '../../shared/purchases.ts';
import { Refusal } from '../http/refusal.ts';

/** The name of a column. */
export type Column = keyof PurchaseRow;

/** What is asked of a table. */
export interface TableQuery {
  readonly draw: number;
  readonly start: number;
  readonly length: number;
  /** Text that any column must contain; empty for all. */
  readonly search: string;
  /** Text that this column must contain. */
  readonly columnSearch: ReadonlyMap<Column, string>;
  readonly order: readonly { readonly column: Column; readonly isDescending: boolean }[];
}

/** Each column and what it is in SQL. Names from outside are looked up here and never become part of a statement. */
export const COLUMNS: ReadonlyMap<string, { readonly name: Column; readonly sql: string }> = new Map(
  Object.entries({
    id: 'p.id',
    number: 'p.number',
    farm: 'p.farm',
    vendor: 'p.vendor',
    item: 'p.item',
    quantity: 'p.quantity',
    unit: 'p.unit',
    amount: 'p.amount',
    status: 'p.status',
    requestedBy: 'requester.name',
    updatedBy: 'updater.name',
    updatedAt: 'p.updated_at',
  } satisfies Record<Column, string>).map(([name, sql]) => [name, { name: name as Column, sql }]),
);

const MAX_LENGTH = 100;
const MAX_SEARCH = 200;
const MAX_ORDER = 4;

/** @throws Refusal 400 naming the parameter that is wrong. Parameters it does not know are left alone. */
export function readTableQuery(query: URLSearchParams): TableQuery {
  const columnAt = (index: number): Column | undefined => COLUMNS.get(query.get(`columns[${index}][data]`) ?? '')?.name;
  const columnSearch = new Map<Column, string>();
  for (const [name] of query) {
    const index = /^columns\[(\d{1,2})\]\[search\]\[value\]$/.exec(name)?.[1];
    const column = index === undefined ? undefined : columnAt(Number(index));
    if (column === undefined) continue;
    const text = searchText(query, name);
    if (text !== '') columnSearch.set(column, text);
  }
  const order: { column: Column; isDescending: boolean }[] = [];
  for (let place = 0; query.has(`order[${place}][column]`) && place < MAX_ORDER; place += 1) {
    const column = columnAt(whole(query, `order[${place}][column]`, 0, 99));
    if (column === undefined) throw new Refusal(400, `order[${place}][column] names no column of this table.`);
    order.push({ column, isDescending: direction(query, `order[${place}][dir]`) === 'desc' });
  }
  return {
    draw: whole(query, 'draw', 0, Number.MAX_SAFE_INTEGER),
    start: whole(query, 'start', 0, 1_000_000_000),
    length: query.has('length') ? whole(query, 'length', 1, MAX_LENGTH) : 10,
    search: searchText(query, 'search[value]'),
    columnSearch,
    order,
  };
}

function whole(query: URLSearchParams, name: string, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return min;
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || value < min || value > max) {
    throw new Refusal(400, `${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

function direction(query: URLSearchParams, name: string): 'asc' | 'desc' {
  const text = query.get(name) ?? 'asc';
  if (text !== 'asc' && text !== 'desc') throw new Refusal(400, `${name} must be asc or desc.`);
  return text;
}

function searchText(query: URLSearchParams, name: string): string {
  const text = query.get(name)?.trim() ?? '';
  if (text.length > MAX_SEARCH) throw new Refusal(400, `${name} must have at most ${MAX_SEARCH} characters.`);
  return text;
}
