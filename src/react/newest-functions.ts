type Dictionary = Readonly<Record<string, unknown>>;
type Callable = (...details: unknown[]) => unknown;

/** Options whose functions are the page's and may close over its state. Objects with methods stay as they are. */
const OF_THE_PAGE = ['headers', 'body', 'fetch', 'parse', 'eventType', 'heartbeat', 'reconnect', 'polling', 'debounce'];

/** The options, with every function of the page passing its call on to the one that stands in its place by then. */
export function withNewestFunctions<Options extends object>(options: Options, newest: () => object): Options {
  const given = options as Dictionary;
  const entries = Object.entries(given).map(([name, value]) => [
    name,
    OF_THE_PAGE.includes(name) ? forward(value, () => (newest() as Dictionary)[name]) : value,
  ]);
  return Object.fromEntries(entries) as Options;
}

/** A function that calls the newest, as long as that is one; groups of options member by member. */
export function forward(given: unknown, newest: () => unknown): unknown {
  if (isFunction(given)) {
    return (...details: unknown[]): unknown => {
      const now = newest();
      return (isFunction(now) ? now : given)(...details);
    };
  }
  if (!isPlain(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      forward(value, () => {
        const now = newest();
        return isPlain(now) ? now[name] : undefined;
      }),
    ]),
  );
}

function isFunction(value: unknown): value is Callable {
  return typeof value === 'function';
}

/** An object literal, and not a `Headers`, a `Blob` or an array. */
function isPlain(value: unknown): value is Dictionary {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
