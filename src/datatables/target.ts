import type { Attempt } from './attempt.ts';
import type { ResolvedOptions } from './options.ts';
import type { Work } from './reload-queue.ts';
import { findTable, type Table, type TableSource } from './table-api.ts';
import { type LinkListener, TableLink } from './table-link.ts';

/** The table a page means, whichever that is now (SPEC T8). */
export interface Target {
  /** As it was found last. */
  table: Table | undefined;
  link: TableLink | undefined;
  /** Looks for the table, and for what stands in the way of changing it. */
  obstacle: Work['obstacle'];
}

export function createTarget(
  source: TableSource,
  { timeoutMs, DataTable, keepPage, hold }: ResolvedOptions,
  attempt: Attempt,
  listener: LinkListener,
): Target {
  let toldMissing = false;
  const target: Target = {
    table: undefined,
    link: undefined,
    obstacle(waitedMs) {
      const table = (target.table = findTable(source, DataTable));
      const isLate = waitedMs >= timeoutMs;
      if (!table) {
        if (isLate && !toldMissing) {
          toldMissing = true;
          listener.ended('no-table');
        }
        return 'missing';
      }
      toldMissing = false;
      if (attempt(() => hold?.(table.table().node()))) return 'held';
      if (!target.link?.isOf(table)) {
        target.link?.release();
        target.link = new TableLink(table, keepPage, listener);
      }
      return !isLate && target.link.isBusy ? 'busy' : null;
    },
  };
  return target;
}
