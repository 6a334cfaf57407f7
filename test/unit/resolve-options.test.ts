import { describe, expect, it } from 'vitest';
import { SseClient } from '../../src/client.ts';
import { resolveOptions } from '../../src/resolve-options.ts';
import { createFakePage, createVirtualClock } from '../../src/testing/index.ts';

const polling = { url: '/p', toEvents: () => [] };
const { platform } = createVirtualClock();

/** What the constructor says about options that TypeScript would not let through. */
function complaint(options: unknown, ...[url = '/s']: readonly unknown[]): string {
  try {
    new SseClient(url as string, options as object);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'nothing';
}

const MS = (min: number) => `a number from ${min} to 2147483647`;

it.each<[options: unknown, name: string, allowed: string, got: string]>([
  [null, 'options', 'an object', 'null'],
  ['fast', 'options', 'an object', '"fast"'],
  [{ headers: 'Authorization: x' }, 'headers', 'headers or a function giving them', '"Authorization: x"'],
  [{ headers: null }, 'headers', 'headers or a function giving them', 'null'],
  [{ method: 7 }, 'method', 'a string', '7'],
  [{ credentials: true }, 'credentials', "'same-origin', 'include', 'omit'", 'true'],
  [{ credentials: 'all' }, 'credentials', "'same-origin', 'include', 'omit'", '"all"'],
  [{ mode: 'no-corrs' }, 'mode', 'cors', '"no-corrs"'],
  [{ redirect: 'eror' }, 'redirect', 'error', '"eror"'],
  [{ referrerPolicy: 'none' }, 'referrerPolicy', 'no-referrer', '"none"'],
  [{ cache: 'never' }, 'cache', 'no-store', '"never"'],
  [{ integrity: {} }, 'integrity', 'a string', 'an object'],
  [{ fetch: {} }, 'fetch', 'a function', 'an object'],
  [{ transport: () => {} }, 'transport', 'an object with open()', 'a function'],
  [{ transport: { open: true } }, 'transport', 'an object with open()', 'an object'],
  [{ signal: new AbortController() }, 'signal', 'an AbortSignal', 'an object'],
  [{ lastEventId: 7 }, 'lastEventId', 'a string', '7'],
  [{ lastEventIdParam: true }, 'lastEventIdParam', 'a string or false', 'true'],
  [{ parse: 'xml' }, 'parse', "'json', 'text' or a function", '"xml"'],
  [{ eventType: 'type' }, 'eventType', "a function or { field: 'name' }", '"type"'],
  [{ eventType: { field: 1 } }, 'eventType', "a function or { field: 'name' }", 'an object'],
  [{ schemas: { a: {} } }, 'schemas', 'an object of Standard Schemas', 'an object'],
  [{ schemas: () => {} }, 'schemas', 'an object of Standard Schemas', 'a function'],
  [{ heartbeat: true }, 'heartbeat', 'an object or false', 'true'],
  [{ heartbeat: 60_000 }, 'heartbeat', 'an object', '60000'],
  [{ heartbeat: { timeoutMs: 0 } }, 'heartbeat.timeoutMs', MS(1), '0'],
  [{ heartbeat: { timeoutMs: Infinity } }, 'heartbeat.timeoutMs', MS(1), 'Infinity'],
  [{ heartbeat: { isHeartbeat: 'ping' } }, 'heartbeat.isHeartbeat', 'a function', '"ping"'],
  [{ reconnect: false }, 'reconnect', 'an object', 'false'],
  [{ reconnect: { attempts: -1 } }, 'reconnect.attempts', 'a whole number from 0 to Infinity', '-1'],
  [{ reconnect: { attempts: 2.5 } }, 'reconnect.attempts', 'a whole number from 0 to Infinity', '2.5'],
  [{ reconnect: { attempts: Number.NaN } }, 'reconnect.attempts', 'a whole number from 0 to Infinity', 'NaN'],
  [{ reconnect: { initialDelayMs: '1s' } }, 'reconnect.initialDelayMs', MS(0), '"1s"'],
  [{ reconnect: { maxDelayMs: 2 ** 31 } }, 'reconnect.maxDelayMs', MS(0), '2147483648'],
  [{ reconnect: { jitter: true } }, 'reconnect.jitter', "'full', 'equal', 'none'", 'true'],
  [{ reconnect: { connectTimeoutMs: 0 } }, 'reconnect.connectTimeoutMs', MS(1), '0'],
  [{ reconnect: { stableAfterMs: null } }, 'reconnect.stableAfterMs', MS(0), 'null'],
  [{ reconnect: { nonIdempotent: 1 } }, 'reconnect.nonIdempotent', 'true or false', '1'],
  [{ reconnect: { shouldRetry: true } }, 'reconnect.shouldRetry', 'a function', 'true'],
  [{ polling: true }, 'polling', 'an object or false', 'true'],
  [{ polling: { toEvents: () => [] } }, 'polling.url', 'a URL or a function giving one', 'undefined'],
  [{ polling: { url: '/p' } }, 'polling.toEvents', 'a function', 'undefined'],
  [{ polling: { ...polling, url: 7 } }, 'polling.url', 'a URL or a function giving one', '7'],
  [{ polling: { ...polling, intervalMs: 0 } }, 'polling.intervalMs', MS(1), '0'],
  [{ polling: { ...polling, recoverAfterMs: -5 } }, 'polling.recoverAfterMs', MS(1), '-5'],
  [{ polling: { ...polling, maxRecoverAfterMs: 'x' } }, 'polling.maxRecoverAfterMs', MS(1), '"x"'],
  [{ polling: { ...polling, parse: 'xml' } }, 'polling.parse', "'json', 'text' or a function", '"xml"'],
  [{ visibility: true }, 'visibility', 'an object or false', 'true'],
  [{ visibility: { pauseAfterMs: -1 } }, 'visibility.pauseAfterMs', MS(0), '-1'],
  [{ dedupe: 100 }, 'dedupe', 'an object or false', '100'],
  [{ dedupe: { size: 0 } }, 'dedupe.size', 'a whole number from 1 to', '0'],
  [{ debounce: '2s' }, 'debounce.waitMs', MS(0), '"2s"'],
  [{ debounce: -1 }, 'debounce.waitMs', MS(0), '-1'],
  [{ debounce: { waitMs: 1, edges: 'none' } }, 'debounce.edges', "'both', 'leading', 'trailing'", '"none"'],
  [{ debounce: { waitMs: 1, key: 'id' } }, 'debounce.key', 'a function', '"id"'],
  [{ debounce: { price: { waitMs: 'x' } } }, 'debounce.price.waitMs', MS(0), '"x"'],
  [{ debounce: { price: { maxWaitMs: 5 } } }, 'debounce.price.waitMs', MS(0), 'undefined'],
  [{ debounce: { price: { waitMs: 1, maxWaitMs: -5 } } }, 'debounce.price.maxWaitMs', MS(0), '-5'],
  [{ limits: false }, 'limits', 'an object', 'false'],
  [{ limits: { maxEventBytes: 0 } }, 'limits.maxEventBytes', 'a whole number from 1 to Infinity', '0'],
  [{ limits: { iteratorBuffer: 1.5 } }, 'limits.iteratorBuffer', 'a whole number from 1 to Infinity', '1.5'],
  [{ logger: console.log }, 'logger', 'an object with debug(), info(), warn(), error()', 'a function'],
  [
    { logger: { debug() {}, info() {}, warn() {} } },
    'logger',
    'an object with debug(), info(), warn(), error()',
    'an object',
  ],
  [{ platform: { ...platform, now: undefined } }, 'platform', 'an object with now(), wallNow()', 'an object'],
  [{ platform: { ...platform, reportError: undefined } }, 'platform', 'reportError()', 'an object'],
  [{ platform: { ...platform, baseUrl: undefined } }, 'platform', 'baseUrl()', 'an object'],
  [{ page: { read() {} } }, 'page', 'an object with read(), subscribe()', 'an object'],
])('[O1] refuses %j and names %s', (options, name, allowed, got) => {
  const message = complaint(options);
  const [, told, rest] = /^holdfast: option "(.*?)" must be (.*)$/.exec(message) ?? [];
  expect([told ?? message, rest?.split('; got ')[1]]).toEqual([name, `${got}.`]);
  expect(rest).toContain(allowed);
});

it('[O1] says it in one sentence', () => {
  expect(complaint({ heartbeat: { timeoutMs: -1 } })).toBe(
    'holdfast: option "heartbeat.timeoutMs" must be a number from 1 to 2147483647; got -1.',
  );
});

it.each([[null], [7], [true], [{}]])('[O1] refuses the address %j', (url) => {
  expect(complaint({}, url)).toContain('option "url" must be a string or a URL or a function giving one; got ');
});

it.each([
  [{ header: {} }, 'header', 'headers'],
  [{ Headers: {} }, 'Headers', 'headers'],
  [{ reconect: {} }, 'reconect', 'reconnect'],
  [{ heartBeat: {} }, 'heartBeat', 'heartbeat'],
  [{ eventTypes: 'x' }, 'eventTypes', 'eventType'],
  [{ onerror: () => {} }, 'onerror', 'logger'],
  [{ heartbeat: { timeout: 5 } }, 'heartbeat.timeout', 'heartbeat.timeoutMs'],
  [{ reconnect: { maxDelay: 5 } }, 'reconnect.maxDelay', 'reconnect.maxDelayMs'],
  [{ polling: { ...polling, interval: 5 } }, 'polling.interval', 'polling.intervalMs'],
  [{ debounce: { waitMs: 5, maxWait: 5 } }, 'debounce.maxWait', 'debounce.maxWaitMs'],
  [{ debounce: { price: { wait: 5 } } }, 'debounce.price.wait', 'debounce.price.waitMs'],
  [{ limits: { maxEventByte: 5 } }, 'limits.maxEventByte', 'limits.maxEventBytes'],
  [JSON.parse('{"__proto__":{}}'), '__proto__', ''],
  [{ constructor: 1 }, 'constructor', ''],
])('[O1] does not know an option of %j and names the nearest', (options, unknown, nearest) => {
  const message = complaint(options);
  expect(message).toContain(`holdfast: unknown option "${unknown}". Did you mean "`);
  // What is nearest to nonsense does not matter; that something known is named does.
  if (nearest && unknown !== 'onerror') expect(message).toContain(`"${nearest}"?`);
});

describe('what is allowed', () => {
  it('[O1] is every feature switched off, and undefined for "as usual"', () => {
    const off = {
      heartbeat: false,
      polling: false,
      visibility: false,
      dedupe: false,
      debounce: false,
      lastEventIdParam: false,
    } as const;
    expect(complaint(off)).toBe('nothing');
    expect(complaint({ heartbeat: undefined, debounce: undefined, polling: undefined })).toBe('nothing');
    expect(resolveOptions('/s', { heartbeat: { timeoutMs: undefined } } as object)).toMatchObject({
      heartbeat: { timeoutMs: 60_000 },
    });
  });

  it('[O1] is every bound itself', () => {
    expect(
      complaint({
        headers: [['a', 'b']],
        heartbeat: { timeoutMs: 1 },
        reconnect: {
          attempts: Infinity,
          initialDelayMs: 0,
          maxDelayMs: 2 ** 31 - 1,
          connectTimeoutMs: 1,
          stableAfterMs: 0,
        },
        limits: { maxEventBytes: Infinity, iteratorBuffer: 1 },
        visibility: { pauseAfterMs: 0 },
        dedupe: { size: 1 },
        debounce: { a: 5, b: false, c: { waitMs: 0 } },
        page: createFakePage(),
        platform,
      }),
    ).toBe('nothing');
  });

  it('[O1] is an address of any kind', () => {
    for (const url of ['', '/s', new URL('https://a.test'), () => '/s', async () => '/s'])
      expect(complaint({}, url)).toBe('nothing');
  });
});

it('[O2] fills in what is missing in a group, and keeps what is there', () => {
  const { reconnect, debounce } = resolveOptions('/s', { reconnect: { attempts: 9 }, debounce: 50 });
  expect(reconnect).toEqual({
    attempts: 9,
    initialDelayMs: 1_000,
    maxDelayMs: 16_000,
    jitter: 'full',
    connectTimeoutMs: 10_000,
    stableAfterMs: 5_000,
    nonIdempotent: false,
  });
  expect(debounce).toEqual({ waitMs: 50 });
});

it('[O1] does not follow changes the page makes to its options later', () => {
  const heartbeat = { timeoutMs: 5 };
  const resolved = resolveOptions('/s', { heartbeat });
  heartbeat.timeoutMs = 9;
  expect(resolved.heartbeat).toMatchObject({ timeoutMs: 5 });
});
