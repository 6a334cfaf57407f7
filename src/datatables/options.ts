import type { AnySseEvent, Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';
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

type Check = readonly [allowed: string, test: (value: unknown) => boolean];

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const func: Check = ['a function', isFunction];
const text: Check = ['a string', (value) => typeof value === 'string'];
// Browsers take a longer delay for zero.
const ms = (min: number): Check => [
  `a number from ${min} to 2147483647`,
  (value) => typeof value === 'number' && value >= min && value < 2 ** 31,
];

const OPTIONS: Readonly<Record<string, Check>> = {
  events: [
    'a list of event names',
    (value) => Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string'),
  ],
  coalesceMs: ms(0),
  timeoutMs: ms(1),
  keepPage: ['true or false', (value) => typeof value === 'boolean'],
  hold: func,
  onReload: func,
  fallback: [
    'an object, a function or false',
    (value) => value === false || isFunction(value) || (isObject(value) && !Array.isArray(value)),
  ],
  apply: func,
  DataTable: ['DataTables itself', (value) => isFunction((value as DataTableStatic | null)?.Api)],
  platform: ['an object with now()', (value) => isFunction((value as Platform | null)?.now)],
};
const FALLBACK: Readonly<Record<string, Check>> = { text, message: text, busyMessage: text, className: text };

/**
 * Checks what {@link bindDataTable} is given.
 *
 * @throws TypeError naming the option, what was given, and what is allowed.
 */
export function checkArguments(client: unknown, table: unknown, options: unknown): void {
  expect('client', client, ['an SseClient', (value) => isFunction((value as { on?: unknown } | null)?.on)]);
  expect('table', table, [
    'a DataTables instance, a selector, an element, or a function giving one',
    (value) => (typeof value === 'string' && value !== '') || isFunction(value) || isObject(value),
  ]);
  check('', options, OPTIONS);
  const { events, fallback } = options as { readonly events?: unknown; readonly fallback?: unknown };
  expect('events', events, OPTIONS['events'] as Check);
  if (isObject(fallback)) check('fallback.', fallback, FALLBACK);
}

function check(prefix: string, options: unknown, checks: Readonly<Record<string, Check>>): void {
  expect('options', options, ['an object', isObject]);
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(checks, name))
      throw new TypeError(
        `holdfast: unknown option "${prefix}${name}". The known ones are ${Object.keys(checks).join(', ')}.`,
      );
    if (value !== undefined) expect(prefix + name, value, checks[name] as Check);
  }
}

function expect(name: string, value: unknown, [allowed, test]: Check): void {
  if (test(value)) return;
  const shown =
    typeof value === 'string'
      ? JSON.stringify(value)
      : isObject(value)
        ? 'an object'
        : isFunction(value)
          ? 'a function'
          : String(value);
  throw new TypeError(`holdfast: option "${name}" must be ${allowed}; got ${shown}.`);
}
