import type { Attempt } from './attempt.ts';
import type { ResolvedOptions } from './options.ts';
import { ReloadQueue, type Work } from './reload-queue.ts';
import { changeRows } from './row-changes.ts';
import type { Change } from './subscribe.ts';
import type { Table } from './table-api.ts';
import type { Target } from './target.ts';

/** More changes than this are not kept for a table that is not there, or held: it is reloaded then. */
const MAX_CHANGES = 1_000;

/** What becomes of events: reloads, or changes of rows where the page has said how (SPEC T10). */
export interface Changes {
  add(change: Change): void;
  close(): void;
}

/** @param work - What reloads wait for, changes wait for too, but for no `coalesceMs`. */
export function createChanges(
  options: ResolvedOptions,
  work: Work,
  target: Target,
  attempt: Attempt,
  reloads: ReloadQueue,
): Changes {
  const { platform, apply } = options;
  let changes: Change[] = [];
  const begin = (): void => {
    const table = target.table as Table;
    const batch = changes;
    changes = [];
    const draw = (): void =>
      changeRows(table, (rows) => {
        for (const change of batch) if (attempt(() => apply?.(change, rows)) === false) reloads.ask();
      });
    // Drawing calls functions of the page's as well.
    if (table.page.info().serverSide || attempt(draw) === false) reloads.ask();
    draws.end();
  };
  const draws = new ReloadQueue(platform, { ...options, coalesceMs: 0 }, { ...work, begin, changed() {} });
  return {
    add(change) {
      // What is out may not know of this change yet, and its answer would undo it.
      if (!apply || reloads.phase === 'loading') reloads.ask();
      if (!apply) return;
      if (changes.push(change) > MAX_CHANGES) {
        changes = [];
        reloads.ask();
      } else draws.ask();
    },
    close() {
      draws.close();
      changes = [];
    },
  };
}
