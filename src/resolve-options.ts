import { DEFAULTS } from './defaults.ts';
import type {
  DebounceOptions,
  DedupeOptions,
  HeartbeatOptions,
  LimitOptions,
  PollingOptions,
  ReconnectOptions,
  SseClientOptions,
  UrlSource,
  VisibilityOptions,
} from './options.ts';

/** What is allowed in words, and whether a value is that. */
export type Leaf = readonly [allowed: string, test: (value: unknown) => boolean];
/** `or`: what is allowed in place of the group. */
export interface Group {
  readonly or?: Leaf;
  readonly fields: Readonly<Record<string, Leaf | Group>>;
  readonly required?: readonly string[];
}

export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isString = (value: unknown): boolean => typeof value === 'string';
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
export const has =
  (name: string) =>
  (value: unknown): boolean =>
    isFunction((value as Readonly<Record<string, unknown>> | null | undefined)?.[name]);

const number = (min: number, max: number, whole = true): Leaf => [
  `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
  (value) =>
    typeof value === 'number' && value >= min && value <= max && (!whole || value === max || Number.isInteger(value)),
];
// Browsers take a longer delay for zero (setTimeout takes a signed 32-bit number).
export const ms = (min: number): Leaf => number(min, 2 ** 31 - 1, false);
const oneOf = (...values: readonly string[]): Leaf => [
  values.map((value) => `'${value}'`).join(', '),
  (value) => values.includes(value as string),
];
export const or = ([allowed, test]: Leaf, more: string, alternative: (value: unknown) => boolean): Leaf => [
  `${allowed}${allowed && ' or '}${more}`,
  (value) => test(value) || alternative(value),
];
export const text: Leaf = ['a string', isString];
export const bool: Leaf = ['true or false', (value) => typeof value === 'boolean'];
export const func: Leaf = ['a function', isFunction];
const anything: Leaf = ['', () => true];
export const off: Leaf = ['false', (value) => value === false];
const url: Leaf = or(text, 'a URL or a function giving one', (value) => isFunction(value) || value instanceof URL);
const parse: Leaf = or(oneOf('json', 'text'), 'a function', isFunction);
export const object = (...methods: readonly string[]): Leaf => [
  `an object with ${methods.map((name) => `${name}()`).join(', ')}`,
  (value) => methods.every((name) => has(name)(value)),
];

const RULE: Group = {
  fields: { waitMs: ms(0), maxWaitMs: ms(0), key: func, edges: oneOf('both', 'leading', 'trailing') },
  required: ['waitMs'],
};

const OPTIONS: Group = {
  fields: {
    headers: ['headers or a function giving them', (value) => isFunction(value) || isObject(value)],
    method: text,
    body: anything,
    credentials: oneOf('same-origin', 'include', 'omit'),
    mode: oneOf('cors', 'no-cors', 'same-origin'),
    redirect: oneOf('follow', 'error', 'manual'),
    referrerPolicy: oneOf(
      '',
      'no-referrer',
      'no-referrer-when-downgrade',
      'same-origin',
      'origin',
      'strict-origin',
      'origin-when-cross-origin',
      'strict-origin-when-cross-origin',
      'unsafe-url',
    ),
    integrity: text,
    cache: oneOf('default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'),
    fetch: func,
    transport: object('open'),
    signal: ['an AbortSignal', has('addEventListener')],
    lastEventId: text,
    lastEventIdParam: or(text, ...off),
    parse,
    eventType: or(func, "{ field: 'name' }", (value) => isObject(value) && isString(value['field'])),
    schemas: [
      'an object of Standard Schemas',
      (value) =>
        isObject(value) &&
        Object.values(value).every(
          (schema) => (isObject(schema) || isFunction(schema)) && '~standard' in (schema as object),
        ),
    ],
    heartbeat: { or: off, fields: { timeoutMs: ms(1), isHeartbeat: func } },
    reconnect: {
      fields: {
        attempts: number(0, Infinity),
        initialDelayMs: ms(0),
        maxDelayMs: ms(0),
        jitter: oneOf('full', 'equal', 'none'),
        connectTimeoutMs: ms(1),
        stableAfterMs: ms(0),
        nonIdempotent: bool,
        shouldRetry: func,
      },
    },
    polling: {
      or: off,
      fields: { url, toEvents: func, intervalMs: ms(1), recoverAfterMs: ms(1), maxRecoverAfterMs: ms(1), parse },
      required: ['url', 'toEvents'],
    },
    visibility: { or: off, fields: { pauseAfterMs: ms(0) } },
    dedupe: { or: off, fields: { size: number(1, 1e7) } },
    debounce: anything,
    limits: { fields: { maxEventBytes: number(1, Infinity), iteratorBuffer: number(1, Infinity) } },
    logger: object('debug', 'info', 'warn', 'error'),
    platform: object('now', 'wallNow', 'random', 'setTimer', 'clearTimer', 'defer', 'reportError', 'fetch', 'baseUrl'),
    page: object('read', 'subscribe'),
  },
};

type With<Group, Filled extends keyof Group> = Group & Required<Pick<Group, Filled>>;

/** The options with every default filled in. */
export type ResolvedOptions<Events extends object> = Omit<SseClientOptions<Events>, keyof Filled<Events>> &
  Filled<Events>;

interface Filled<Events extends object> {
  readonly method: string;
  readonly lastEventId: string;
  readonly lastEventIdParam: string | false;
  readonly parse: 'json' | 'text' | ((raw: string) => unknown);
  readonly heartbeat: With<HeartbeatOptions, 'timeoutMs'> | false;
  readonly reconnect: With<ReconnectOptions, Exclude<keyof ReconnectOptions, 'shouldRetry'>>;
  readonly polling: With<PollingOptions<Events>, 'intervalMs' | 'recoverAfterMs' | 'maxRecoverAfterMs'> | false;
  readonly visibility: Required<VisibilityOptions> | false;
  readonly dedupe: Required<DedupeOptions> | false;
  readonly debounce: DebounceOptions<Events> | false;
  readonly limits: Required<LimitOptions>;
}

/**
 * Checks the options and fills in the defaults; the one place that does either.
 *
 * @throws TypeError naming the option, what was given, what is allowed, and for an unknown name the nearest known one.
 */
export function resolveOptions<Events extends object>(
  address: UrlSource,
  options: SseClientOptions<Events>,
): ResolvedOptions<Events> {
  expect(url, 'url', address);
  const resolved = fill('', options, OPTIONS, DEFAULTS) as unknown as ResolvedOptions<Events>;
  return {
    ...resolved,
    debounce: resolveDebounce(options.debounce),
    polling: options.polling ? resolved.polling : false,
  };
}

function resolveDebounce<Events extends object>(
  given: DebounceOptions<Events> | false = false,
): DebounceOptions<Events> | false {
  const rule = (path: string, value: unknown): unknown => {
    if (value === false || value === undefined) return false;
    return fill(path, isObject(value) ? value : { waitMs: value }, RULE, {});
  };
  if (!isObject(given) || 'waitMs' in given) return rule('debounce', given) as DebounceOptions<Events> | false;
  return Object.fromEntries(
    Object.entries(given).map(([type, value]) => [type, rule(`debounce.${type}`, value)]),
  ) as DebounceOptions<Events>;
}

/** Checks a group of options, and fills in its defaults. */
export function fill(path: string, given: unknown, { fields, or, required = [] }: Group, defaults: object): object {
  if (!isObject(given) || Array.isArray(given)) fail(path || 'options', given, `an object${or ? ` or ${or[0]}` : ''}`);
  const filled: Record<string, unknown> = { ...defaults };
  const prefix = path && `${path}.`;
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) && fields[name];
    if (!field)
      throw new TypeError(
        `holdfast: unknown option "${prefix}${name}". Did you mean "${prefix}${nearest(name, Object.keys(fields))}"?`,
      );
    if (value === undefined) continue;
    filled[name] = value;
    if (!('fields' in field)) expect(field, prefix + name, value);
    else if (!field.or?.[1](value))
      filled[name] = fill(prefix + name, value, field, (defaults as Record<string, object>)[name] ?? {});
  }
  for (const name of required) if (filled[name] === undefined) expect(fields[name] as Leaf, prefix + name, undefined);
  return Object.freeze(filled);
}

/** Checks one option. */
export function expect([allowed, test]: Leaf, path: string, value: unknown): void {
  if (!test(value)) fail(path, value, allowed);
}

function fail(path: string, given: unknown, allowed: string): never {
  const shown = isString(given)
    ? JSON.stringify(given)
    : isObject(given)
      ? 'an object'
      : isFunction(given)
        ? 'a function'
        : String(given);
  throw new TypeError(`holdfast: option "${path}" must be ${allowed}; got ${shown}.`);
}

/** The known name with the fewest single-letter edits to `name` (Levenshtein). */
function nearest(name: string, known: readonly string[]): string {
  const distances = known.map((other) => {
    const row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let i = 0; i < name.length; i++) {
      let diagonal = i;
      row[0] = i + 1;
      for (let j = 1; j <= other.length; j++) {
        const above = row[j] as number;
        row[j] = name[i] === other[j - 1] ? diagonal : 1 + Math.min(diagonal, above, row[j - 1] as number);
        diagonal = above;
      }
    }
    return row[other.length] as number;
  });
  return known[distances.indexOf(Math.min(...distances))] as string;
}
