import type { SseClient } from '../client.ts';
import type { AnySseEvent, Millis, Phase, Unsubscribe } from '../events.ts';
import { browserPlatform } from '../platform/browser.ts';
import type { DataTableBinding, DataTableState } from './bind-data-table.ts';
import { createFallback, type Fallback } from './fallback.ts';
import type { DataTableOptions } from './options.ts';
import { type Obstacle, ReloadQueue } from './reload-queue.ts';
import { changeRows, type TableRows } from './row-changes.ts';
import { findTable, hasSource, type Table, type TableSource } from './table-api.ts';
import { type ReloadFailure, TableLink } from './table-link.ts';

type Events = Record<string, unknown>;
type Change = AnySseEvent<Events>;

/** More changes than this are not kept for a table that is not there, or held: it is reloaded then. */
const MAX_CHANGES = 1_000;

/** Wires the parts: the client's events into the queue, the queue to the table, what comes of it to the page. */
export class Binding implements DataTableBinding {
  state: DataTableState = Object.freeze({ phase: 'idle', again: false, failure: null, reloadedAt: null });
  readonly #source: TableSource;
  readonly #options: DataTableOptions<Events>;
  readonly #platform: NonNullable<DataTableOptions<Events>['platform']>;
  readonly #timeoutMs: Millis;
  readonly #reloads: ReloadQueue;
  /** Changes of rows wait for the same things as reloads, but for no `coalesceMs`. */
  readonly #draws: ReloadQueue;
  readonly #fallback: Fallback;
  readonly #unsubscribe: readonly Unsubscribe[];
  #changes: Change[] = [];
  /** The table as it was found last. */
  #table: Table | undefined;
  #link: TableLink | undefined;
  /** Events came by polls last. */
  #isPolling: boolean;
  #toldMissing = false;

  constructor(client: SseClient<Events>, source: TableSource, options: DataTableOptions<Events>) {
    const { coalesceMs = 1_000, timeoutMs = 5_000, platform = browserPlatform, fallback = {} } = options;
    this.#source = source;
    this.#options = options;
    this.#platform = platform;
    this.#timeoutMs = timeoutMs;
    this.#fallback = createFallback(fallback, platform);
    this.#reloads = new ReloadQueue(
      platform,
      { coalesceMs, timeoutMs },
      {
        obstacle: (waitedMs) => this.#obstacle(waitedMs),
        begin: () => this.#begin(),
        overdue: () => this.#ended('timeout'),
        changed: () => this.#tell({}),
      },
    );
    this.#draws = new ReloadQueue(
      platform,
      { coalesceMs: 0, timeoutMs },
      {
        obstacle: (waitedMs) => this.#obstacle(waitedMs),
        begin: () => this.#draw(),
        overdue() {},
        changed() {},
      },
    );
    this.#isPolling = client.state.phase === 'polling';
    this.#unsubscribe = [
      ...options.events.map((type) => client.on(type, (_, event) => this.#onEvent(event))),
      client.lifecycle.on('resync', () => this.#reloads.ask()),
      client.lifecycle.on('state', ({ phase }) => this.#onPhase(phase)),
    ];
  }

  reload = (): void => this.#reloads.ask(true);

  dispose(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#reloads.close();
    this.#draws.close();
    this.#link?.release();
    this.#fallback.dispose();
    this.#changes = [];
    this.#table = this.#link = undefined;
    this.state = Object.freeze({ ...this.state, phase: 'disposed', again: false });
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #onEvent(event: Change): void {
    if (!this.#options.apply) return this.#reloads.ask();
    // What is out may not know of this change yet, and its answer would undo it.
    if (this.#reloads.phase === 'loading') this.#reloads.ask();
    if (this.#changes.push(event) > MAX_CHANGES) {
      this.#changes = [];
      this.#reloads.ask();
    } else this.#draws.ask();
  }

  /** Polls feed the page while the stream is down: what fell between the two roads shows after a reload. */
  #onPhase(phase: Phase): void {
    const isPolling = phase === 'polling';
    if (isPolling === this.#isPolling || !(isPolling || phase === 'open')) return;
    this.#isPolling = isPolling;
    this.#reloads.ask();
  }

  #obstacle(waitedMs: Millis): Obstacle | null {
    const table = (this.#table = findTable(this.#source, this.#options.DataTable));
    if (!table) {
      if (waitedMs >= this.#timeoutMs && !this.#toldMissing) {
        this.#toldMissing = true;
        this.#ended('no-table');
      }
      return 'missing';
    }
    this.#toldMissing = false;
    if (this.#guard(() => this.#options.hold?.(table.table().node()))) return 'held';
    return waitedMs < this.#timeoutMs && this.#linkTo(table).isBusy ? 'busy' : null;
  }

  #linkTo(table: Table): TableLink {
    if (!this.#link?.isOf(table)) {
      this.#link?.release();
      this.#link = new TableLink(table, this.#options.keepPage ?? true, {
        ended: (failure, status) => this.#ended(failure, status),
        refreshed: () => this.#refreshed(),
        threw: (error) => this.#platform.reportError(error),
      });
    }
    return this.#link;
  }

  #begin(): void {
    const table = this.#table as Table;
    if (!hasSource(table)) return this.#ended('no-ajax');
    this.#fallback.busy();
    this.#linkTo(table).reload();
  }

  #draw(): void {
    const changes = this.#changes;
    this.#changes = [];
    const table = this.#table as Table;
    const apply = (rows: TableRows): void => {
      for (const change of changes) {
        if (this.#guard(() => this.#options.apply?.(change, rows), false) === false) this.#reloads.ask();
      }
    };
    // Drawing calls functions of the page's as well.
    const isDrawn =
      !table.page.info().serverSide &&
      this.#guard(() => {
        changeRows(table, apply);
        return true;
      });
    if (!isDrawn) this.#reloads.ask();
    this.#draws.end();
  }

  #ended(failure: ReloadFailure | null, status?: number): void {
    const table = this.#table;
    if (!failure) this.#refreshed();
    else {
      this.#tell({ failure });
      // Where there is nothing to reload, or nothing to put it next to, a button is of no use.
      if (table && !/^no-|^destroyed/.test(failure)) {
        const container = table.table().container();
        this.#fallback.show({ failure, status, container, reload: this.reload }, table.table().node());
      }
    }
    this.#guard(() =>
      this.#options.onReload?.(
        failure ? { ok: false, failure, status } : { ok: true, failure: null, status: undefined },
      ),
    );
    // Our answer went to a table that is not on the page any more: the one that is there may not know of the event.
    if (failure === 'destroyed' || (table && !table.table().node().isConnected)) this.#reloads.ask();
    this.#reloads.end();
  }

  #refreshed(): void {
    this.#fallback.hide();
    this.#tell({ failure: null, reloadedAt: this.#platform.wallNow() });
  }

  /** What the page's function gives; `otherwise` when it throws, which is reported. */
  #guard<Result>(ask: () => Result, otherwise?: Result): Result | undefined {
    try {
      return ask();
    } catch (error) {
      this.#platform.reportError(error);
      return otherwise;
    }
  }

  #tell(part: Partial<DataTableState>): void {
    const { phase, again } = this.#reloads;
    this.state = Object.freeze({ ...this.state, phase, again, ...part });
  }
}
