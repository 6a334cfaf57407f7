/// <reference lib="esnext.disposable" preserve="true" />
import type { SseClient } from '../client.ts';
import type { Millis } from '../events.ts';
import { createBinding } from './binding.ts';
import { type DataTableOptions, resolveArguments } from './options.ts';
import type { QueuePhase } from './reload-queue.ts';
import type { TableSource } from './table-api.ts';
import type { ReloadFailure } from './table-link.ts';

/** Where a binding stands: frozen, and the same object until something changes. */
export interface DataTableState {
  /**
   * - `idle`: nothing to do.
   * - `due`: a reload begins as soon as `coalesceMs` allows.
   * - `missing`: a reload is due, and the table is not there (yet).
   * - `held`: a reload is due, and `hold` says no.
   * - `busy`: a reload is due, and waits for a request of the page's own, at most `timeoutMs`.
   * - `loading`: a reload is out.
   * - `disposed`: by `dispose()`.
   */
  readonly phase: QueuePhase;
  /** Another reload follows the one that is out. */
  readonly again: boolean;
  /** Why the table may be out of date; `null` when the latest reload went well. */
  readonly failure: ReloadFailure | null;
  /** When a reload last went well: milliseconds since the epoch, `null` for never. */
  readonly reloadedAt: Millis | null;
}

/** What {@link bindDataTable} gives. */
export interface DataTableBinding {
  /** Reloads without waiting for `coalesceMs`; `hold` is respected, and a reload that is out comes first. */
  reload(): void;
  readonly state: DataTableState;
  /** Ends it: a reload that is out is given up, and no listener, timer or node is left. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Keeps a table of DataTables (1.13, 2 or 3, with or without jQuery) up to date: reloads it after the client's events, at
 * most once in `coalesceMs`, and leaves users their page, order, search, selection, focus and scroll.
 *
 * @param table - An instance, a selector, an element, or a function giving one. Looked up at each reload: a table that
 * appears later is waited for, and one that was replaced is found again by its id.
 * @throws TypeError for an argument or option that is not allowed, saying what was given and what is.
 *
 * @example
 * const binding = bindDataTable(client, '#purchases', { events: ['purchase_changed'] });
 */
export function bindDataTable<Events extends object, Type extends keyof Events & string>(
  client: SseClient<Events>,
  table: TableSource,
  options: DataTableOptions<Events, Type>,
): DataTableBinding {
  return createBinding(client as never, table, resolveArguments(client, table, options));
}
