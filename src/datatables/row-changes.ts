import { rowById, type DataTableApi, type Table } from './table-api.ts';
import { keepView } from './view.ts';

/** The rows of a table that holds its data, by id (`rowId` or `DT_RowId`). All changes of one turn are drawn at once. */
export interface TableRows {
  /** The table itself. Whoever takes it is taken to have changed something. */
  readonly api: DataTableApi;
  /** The data of a row; `undefined` when there is no such row. */
  get(id: string | number): unknown;
  /** Gives a row new data, whole; adds the row when there is none with this id. */
  set(id: string | number, data: unknown): void;
  /** Takes a row away, if it is there. */
  remove(id: string | number): void;
}

/** Has `change` change rows, and draws the table once if it has. Users keep their page, order, search, focus and scroll. */
export function changeRows(table: Table, change: (rows: TableRows) => void): void {
  let changed = false;
  const row = (id: string | number): ReturnType<typeof rowById> => rowById(table, String(id));
  const restore = keepView(table);
  change({
    get api() {
      changed = true;
      return table as unknown as DataTableApi;
    },
    get: (id) => row(id)?.data(),
    set(id, data) {
      changed = true;
      const known = row(id);
      if (known) known.data(data);
      else table.row.add(data);
    },
    remove(id) {
      const known = row(id);
      changed ||= known !== undefined;
      known?.remove();
    },
  });
  if (!changed) return;
  table.draw(false);
  restore();
}
