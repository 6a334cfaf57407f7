import type { SseClient } from '../client.ts';
import { createAttempt } from './attempt.ts';
import type { DataTableBinding, DataTableState } from './bind-data-table.ts';
import { createChanges } from './changes.ts';
import { createFallback } from './fallback.ts';
import type { ReloadResult, ResolvedOptions } from './options.ts';
import { ReloadQueue, type Work } from './reload-queue.ts';
import { type Events, subscribe } from './subscribe.ts';
import { hasSource, type Table, type TableSource } from './table-api.ts';
import type { ReloadFailure, TableLink } from './table-link.ts';
import { createTarget } from './target.ts';

/** Wires the parts: the client's events into the queue, the queue to the table, what comes of it to the page. */
export function createBinding(
  client: SseClient<Events>,
  source: TableSource,
  options: ResolvedOptions,
): DataTableBinding {
  const { platform } = options;
  const attempt = createAttempt(platform.reportError);
  const ask = (): void => reloads.ask();
  const reload = (): void => reloads.ask(true);
  const fallback = createFallback(options, attempt, reload);
  let state: DataTableState = Object.freeze({ phase: 'idle', again: false, failure: null, reloadedAt: null });

  const tell = (part: Partial<DataTableState>): void => {
    state = Object.freeze({ ...state, ...part });
  };
  const refreshed = (): void => {
    fallback.hide();
    tell({ failure: null, reloadedAt: platform.wallNow() });
  };
  const ended = (failure: ReloadFailure | null, status?: number): void => {
    const { table } = target;
    if (!failure) refreshed();
    else {
      tell({ failure });
      // Where there is nothing to reload, or nothing to put it next to, a button is of no use.
      if (table && failure !== 'no-ajax' && failure !== 'destroyed') fallback.show(table, failure, status);
    }
    attempt(() => options.onReload?.({ ok: !failure, failure, status } as ReloadResult));
    // Our answer went to a table that is not on the page any more: the one that is there may not know of the event.
    if (failure === 'destroyed' || (table && !table.table().node().isConnected)) ask();
    reloads.end();
  };
  const target = createTarget(source, options, attempt, { ended, refreshed, threw: platform.reportError });
  const work: Work = {
    obstacle: target.obstacle,
    begin() {
      if (!hasSource(target.table as Table)) return ended('no-ajax');
      fallback.busy();
      (target.link as TableLink).reload();
    },
    overdue: () => ended('timeout'),
    changed: tell,
  };
  const reloads = new ReloadQueue(platform, options, work);
  const changes = createChanges(options, work, target, attempt, reloads);
  const unsubscribe = subscribe(client, options.events, changes.add, ask);

  const dispose = (): void => {
    unsubscribe();
    reloads.close();
    changes.close();
    target.link?.release();
    fallback.hide(true);
    target.table = target.link = undefined;
  };
  return {
    get state() {
      return state;
    },
    reload,
    dispose,
    [Symbol.dispose]: dispose,
  };
}
