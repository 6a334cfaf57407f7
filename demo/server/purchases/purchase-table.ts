/** Reads purchases: a page of a table, or one. */
import type { PurchaseKind, PurchaseRow, TableAnswer } from '../../shared/purchases.ts';
import type { Database, Value } from '../database/database.ts';
import { COLUMNS, type Column, type TableQuery } from './table-query.ts';

interface Raw extends Omit<PurchaseRow, 'updatedAt'> {
  readonly updatedAt: number;
  readonly requesterId: string;
}

/** A purchase, as everybody may see it, and who is charged for it. */
export interface Purchase {
  readonly row: PurchaseRow;
  readonly requesterId: string;
}

/** Reads. */
export interface PurchaseTable {
  page(kind: PurchaseKind, query: TableQuery): TableAnswer;
  find(kind: PurchaseKind, id: number): Purchase | undefined;
}

const FROM = `FROM purchase p
  JOIN user requester ON requester.id = p.requested_by JOIN user updater ON updater.id = p.updated_by`;
const SELECT = `SELECT ${[...COLUMNS.values()].map(({ name, sql }) => `${sql} AS ${name}`).join(', ')},
  p.requested_by AS requesterId ${FROM}`;
/** Without a wish, what moved last comes first; the id makes every order a total one. */
const NEWEST_FIRST = 'p.updated_at DESC, p.id DESC';

/** The tables in the database. */
export function createPurchaseTable(db: Database): PurchaseTable {
  const total = db.query<{ count: number }>('SELECT count(*) AS count FROM purchase WHERE kind = ?');
  const one = db.query<Raw>(`${SELECT} WHERE p.kind = ? AND p.id = ?`);
  return {
    page: (kind, query) => {
      const { where, values } = filter(query);
      const order = query.order.map(({ column, isDescending }) => sqlOf(column) + (isDescending ? ' DESC' : ''));
      const rows = db.query<Raw>(
        `${SELECT} WHERE p.kind = ? ${where} ORDER BY ${[...order, NEWEST_FIRST].join(', ')} LIMIT ? OFFSET ?`,
      );
      const filtered = db.query<{ count: number }>(`SELECT count(*) AS count ${FROM} WHERE p.kind = ? ${where}`);
      return {
        draw: query.draw,
        recordsTotal: total.get(kind)?.count ?? 0,
        recordsFiltered: filtered.get(kind, ...values)?.count ?? 0,
        data: rows.all(kind, ...values, query.length, query.start).map((row) => toPurchase(row).row),
      };
    },
    find: (kind, id) => {
      const row = one.get(kind, id);
      return row && toPurchase(row);
    },
  };
}

/** Conditions with a `?` for every word from outside. Their number is bounded by the columns, so prepared ones are few. */
function filter({ search, columnSearch }: TableQuery): { readonly where: string; readonly values: readonly Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const contains = (column: Column, text: string): string => {
    values.push(`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
    return `${searchable(column)} LIKE ? ESCAPE '\\'`;
  };
  if (search !== '') {
    const anywhere = [...COLUMNS.values()].map(({ name }) => contains(name, search));
    conditions.push(`(${anywhere.join(' OR ')})`);
  }
  for (const [column, text] of columnSearch) conditions.push(contains(column, text));
  return { where: conditions.map((condition) => `AND ${condition}`).join(' '), values };
}

/** People search for dates and words as they read them. */
function searchable(column: Column): string {
  if (column === 'updatedAt') return "strftime('%Y-%m-%dT%H:%M:%SZ', p.updated_at / 1000, 'unixepoch')";
  return column === 'status' ? "replace(p.status, '_', ' ') || ' ' || p.status" : sqlOf(column);
}

function sqlOf(column: Column): string {
  return COLUMNS.get(column)?.sql ?? 'p.id';
}

function toPurchase({ requesterId, updatedAt, ...row }: Raw): Purchase {
  return { row: { ...row, updatedAt: new Date(updatedAt).toISOString() }, requesterId };
}
