/** The embedded database: how it is opened, asked, and changed in transactions that hold or do not happen. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { migrate } from './migrations.ts';

/** What may be bound to a `?`. Values never become part of a statement. */
export type Value = string | number | null;

/** A statement, prepared once. */
export interface Query<Row> {
  all(...values: readonly Value[]): readonly Row[];
  get(...values: readonly Value[]): Row | undefined;
  /** Gives how many rows it changed and the row id of the last one inserted. */
  run(...values: readonly Value[]): { readonly changes: number; readonly id: number };
}

/** One open file. All calls are synchronous: nothing else happens in this process within a transaction. */
export interface Database {
  /** `Row` is what the statement selects, column by column; the caller vouches for it. */
  query<Row = never>(sql: string): Query<Row>;
  /**
   * Does `work` wholly or not at all. The outermost begins by taking the one write lock, so what it reads is what it
   * changes, whatever other processes do. One within another is undone alone when it throws.
   */
  transaction<Result>(work: () => Result): Result;
  /** Called after each outermost transaction. */
  onCommit(listener: () => void): void;
  /** Changes when another connection has written. */
  foreignVersion(): number;
  close(): void;
}

/** How long a writer waits for another process to finish. */
const BUSY_MS = 5_000;
const MAX_PREPARED = 500;
/** The checkpointer keeps it far below; this is for when it cannot. */
const MAX_JOURNAL_PAGES = 20_000;

/**
 * Opens `path` and brings it up to date.
 *
 * WAL with `synchronous=NORMAL`: a commit is in the file before it is acknowledged, and a killed process cannot take it
 * back. Only a power cut could, and even that leaves the file whole.
 *
 * @throws Error when the file is no database of ours.
 */
export function openDatabase(path: string): Database {
  const raw = new DatabaseSync(path, { timeout: BUSY_MS });
  raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF;');
  raw.exec(`PRAGMA wal_autocheckpoint = ${MAX_JOURNAL_PAGES}`);
  const prepared = new Map<string, StatementSync>();
  let onCommit = (): void => undefined;
  let depth = 0;

  const statement = (sql: string): StatementSync => {
    // Tables are asked in many ways; parts that keep a query keep its statement as well.
    if (prepared.size >= MAX_PREPARED) prepared.clear();
    const known = prepared.get(sql) ?? raw.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const transaction = <Result>(work: () => Result): Result => {
    const isOutermost = depth === 0;
    raw.exec(isOutermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT level_${depth}`);
    depth += 1;
    let result: Result;
    try {
      result = work();
      raw.exec(isOutermost ? 'COMMIT' : `RELEASE level_${depth - 1}`);
    } catch (error) {
      // A full disk ends the whole transaction by itself; then there is nothing left to undo.
      if (raw.isTransaction) {
        raw.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO level_${depth - 1}; RELEASE level_${depth - 1}`);
      }
      throw error;
    } finally {
      depth -= 1;
    }
    if (isOutermost) onCommit();
    return result;
  };
  const database: Database = {
    query: <Row>(sql: string): Query<Row> => {
      const known = statement(sql);
      return {
        all: (...values) => known.all(...values) as Row[],
        get: (...values) => known.get(...values) as Row | undefined,
        run: (...values) => {
          const { changes, lastInsertRowid } = known.run(...values);
          return { changes: Number(changes), id: Number(lastInsertRowid) };
        },
      };
    },
    transaction,
    onCommit: (listener) => {
      onCommit = listener;
    },
    foreignVersion: () => Number(statement('PRAGMA data_version').get()?.['data_version']),
    close: () => raw.close(),
  };
  try {
    migrate(raw, transaction);
  } catch (error) {
    raw.close();
    throw error;
  }
  return database;
}
