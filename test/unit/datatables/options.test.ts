// @vitest-environment happy-native
import { expect, it } from 'vitest';
import { bindDataTable } from '../../../src/datatables/index.ts';
import { testClient } from '../../../src/testing/index.ts';

const events = ['changed'];

/** What bindDataTable says about arguments that TypeScript would not let through. */
function complaint(options: unknown, table: unknown = '#purchases', client: unknown = testClient().client): string {
  try {
    bindDataTable(client as never, table as never, options as never).dispose();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'nothing';
}

const MS = (min: number) => `a number from ${min} to 2147483647`;

it.each<[options: unknown, name: string, allowed: string, got: string]>([
  [undefined, 'options', 'an object', 'undefined'],
  [{}, 'events', 'a list of event names', 'undefined'],
  [{ events: 'changed' }, 'events', 'a list of event names', '"changed"'],
  [{ events: [] }, 'events', 'a list of event names', 'an object'],
  [{ events: [7] }, 'events', 'a list of event names', 'an object'],
  [{ events, coalesceMs: -1 }, 'coalesceMs', MS(0), '-1'],
  [{ events, coalesceMs: '1s' }, 'coalesceMs', MS(0), '"1s"'],
  [{ events, coalesceMs: Number.NaN }, 'coalesceMs', MS(0), 'NaN'],
  [{ events, timeoutMs: 0 }, 'timeoutMs', MS(1), '0'],
  [{ events, timeoutMs: 2 ** 31 }, 'timeoutMs', MS(1), '2147483648'],
  [{ events, keepPage: 1 }, 'keepPage', 'true or false', '1'],
  [{ events, hold: true }, 'hold', 'a function', 'true'],
  [{ events, onReload: {} }, 'onReload', 'a function', 'an object'],
  [{ events, apply: 'rows' }, 'apply', 'a function', '"rows"'],
  [{ events, fallback: true }, 'fallback', 'an object or a function or false', 'true'],
  [{ events, fallback: [] }, 'fallback', 'an object or a function or false', 'an object'],
  [{ events, fallback: { text: 7 } }, 'fallback.text', 'a string', '7'],
  [{ events, DataTable: {} }, 'DataTable', 'DataTables itself', 'an object'],
  [{ events, platform: {} }, 'platform', 'an object with now()', 'an object'],
])('%j: %s must be %s; got %s', (options, name, allowed, got) => {
  expect(complaint(options)).toBe(`holdfast: option "${name}" must be ${allowed}; got ${got}.`);
});

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['', '""'],
  [7, '7'],
])('a table that is %s: says what is allowed', (table, got) => {
  if (table === undefined) return expect(() => bindDataTable(testClient().client, table, { events })).toThrow(got);
  expect(complaint({ events }, table)).toBe(
    `holdfast: option "table" must be a DataTables instance, a selector, an element, or a function giving one; got ${got}.`,
  );
});

it('a client that is none', () => {
  expect(complaint({ events }, '#purchases', {})).toBe(
    'holdfast: option "client" must be an SseClient; got an object.',
  );
});

it('an unknown option: names the nearest known one', () => {
  expect(complaint({ events, coalesce: 5 })).toBe('holdfast: unknown option "coalesce". Did you mean "coalesceMs"?');
  expect(complaint({ events, fallback: { test: 'x' } })).toBe(
    'holdfast: unknown option "fallback.test". Did you mean "fallback.text"?',
  );
});

it('takes every bound, false, and undefined for "as if not given"', () => {
  expect(complaint({ events, coalesceMs: 0, timeoutMs: 1, keepPage: false, fallback: false, hold: undefined })).toBe(
    'nothing',
  );
  for (const table of [document.body, [document.body], () => null])
    expect(complaint({ events }, table)).toBe('nothing');
});
