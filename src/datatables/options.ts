import type { AnySseEvent, Millis } from '../events.ts';
import { browserPlatform } from '../platform/browser.ts';
import type { Platform } from '../platform/platform.ts';
import {
  bool,
  expect,
  fill,
  func,
  type Group,
  has,
  isFunction,
  isObject,
  isString,
  type Leaf,
  ms,
  object,
  off,
  or,
  text,
} from '../resolve-options.ts';
import type { TableRows } from './row-changes.ts';
import type { DataTableStatic } from './table-api.ts';
import type { ReloadFailure } from './table-link.ts';

/** How one reload ended. */
export type ReloadResult =
  | { readonly ok: true; readonly failure: null; readonly status: undefined }
  | {
      readonly ok: false;
      readonly failure: ReloadFailure;
      /** HTTP status, where it is known. */
      readonly status: number | undefined;
    };

/** Words and looks of the fallback: a message and a button, put before the table and what DataTables wraps it in. */
export interface FallbackOptions {
  /** @defaultValue 'Reload table' */
  readonly text?: string;
  /**
   * Stands before the button; screen readers announce it.
   * @defaultValue 'The table could not be updated.'
   */
  readonly message?: string;
  /**
   * Takes the message's place while a reload is out.
   * @defaultValue 'Updating the table…'
   */
  readonly busyMessage?: string;
  /**
   * Class of the button, as the page styles its buttons: `'btn btn-secondary'`.
   * @defaultValue 'holdfast-reload'
   */
  readonly className?: string;
}

/** What a fallback of your own is told. */
export interface FallbackFacts {
  readonly failure: ReloadFailure;
  /** HTTP status, where it is known. */
  readonly status: number | undefined;
  /** The element DataTables wraps around the table. */
  readonly container: HTMLElement;
  /** Reloads now. */
  readonly reload: () => void;
}

/** A fallback of your own: shows itself, and returns what takes it away after the next good reload. */
export type FallbackFunction = (facts: FallbackFacts) => (() => void) | void;

/** Options of {@link bindDataTable}. Times are milliseconds. */
export interface DataTableOptions<Events extends object, Type extends keyof Events & string = keyof Events & string> {
  /** Names of the events after which the table is out of date. */
  readonly events: readonly Type[];
  /**
   * From the beginning of one reload to the beginning of the next, at least.
   * @defaultValue 1_000
   */
  readonly coalesceMs?: Millis;
  /**
   * A reload that takes longer counts as failed. Its answer is still taken should it come.
   * @defaultValue 5_000
   */
  readonly timeoutMs?: Millis;
  /**
   * Stay on the page and at the place a user has scrolled to. `false` goes back to the first page.
   * @defaultValue true
   */
  readonly keepPage?: boolean;
  /** Reloads and changes wait for as long as this returns `true`; asked every 250 ms while something waits. */
  readonly hold?: (table: HTMLTableElement) => boolean;
  /** Told how each reload ended. One that was overdue and succeeds after all is told twice. */
  readonly onReload?: (result: ReloadResult) => void;
  /**
   * What is shown while the latest reload has failed: words for the button, a function of your own, or nothing.
   * @defaultValue a button
   */
  readonly fallback?: FallbackOptions | FallbackFunction | false;
  /**
   * Changes rows instead of reloading, for a table that holds its data. Returning `false` reloads after all. Tables with
   * server-side processing are always reloaded, because only the server knows which rows are on the page.
   */
  readonly apply?: (event: AnySseEvent<Pick<Events, Type>>, table: TableRows) => boolean | void;
  /** The library, where neither an instance nor `window` leads to it: `import DataTable from 'datatables.net'`. */
  readonly DataTable?: DataTableStatic;
  /** For tests and other hosts. @defaultValue the browser's */
  readonly platform?: Pick<Platform, 'now' | 'wallNow' | 'setTimer' | 'clearTimer' | 'defer' | 'reportError'>;
}

const TABLE: Leaf = [
  'a DataTables instance, a selector, an element, or a function giving one',
  (value) => (isString(value) ? value !== '' : isFunction(value) || isObject(value)),
];

const OPTIONS: Group = {
  fields: {
    events: ['a list of event names', (value) => Array.isArray(value) && value.length > 0 && value.every(isString)],
    coalesceMs: ms(0),
    timeoutMs: ms(1),
    keepPage: bool,
    hold: func,
    onReload: func,
    fallback: {
      fields: { text, message: text, busyMessage: text, className: text },
      or: or(func, ...off),
    },
    apply: func,
    DataTable: ['DataTables itself', has('Api')],
    platform: object('now'),
  },
  required: ['events'],
};

const DEFAULTS = {
  coalesceMs: 1_000,
  timeoutMs: 5_000,
  keepPage: true,
  fallback: {
    text: 'Reload table',
    message: 'The table could not be updated.',
    busyMessage: 'Updating the table…',
    className: 'holdfast-reload',
  },
  platform: browserPlatform,
};

/** The options with every default filled in. */
export type ResolvedOptions = Omit<DataTableOptions<Record<string, unknown>>, keyof typeof DEFAULTS> & {
  readonly coalesceMs: Millis;
  readonly timeoutMs: Millis;
  readonly keepPage: boolean;
  readonly fallback: Required<FallbackOptions> | FallbackFunction | false;
  readonly platform: NonNullable<DataTableOptions<object>['platform']>;
};

/**
 * Checks what {@link bindDataTable} is given, and fills in the defaults.
 *
 * @throws TypeError naming the option, what was given, what is allowed, and for an unknown name the nearest known one.
 */
export function resolveArguments(client: unknown, table: unknown, options: unknown): ResolvedOptions {
  expect(['an SseClient', has('on')], 'client', client);
  expect(TABLE, 'table', table);
  return fill('', options, OPTIONS, DEFAULTS) as ResolvedOptions;
}
