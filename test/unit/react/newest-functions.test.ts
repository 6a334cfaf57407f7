import { expect, it } from 'vitest';
import { withNewestFunctions } from '../../../src/react/newest-functions.ts';

it('calls the newest function at any depth, the one given when there is none any more, and keeps the rest', () => {
  const headers = new Headers({ a: 'b' });
  const transport = { open: async (): Promise<void> => {} };
  const schemas = { price: { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: 1 }) } } };
  const given = {
    headers,
    transport,
    schemas,
    parse: () => 'given',
    lastEventId: '7',
    polling: { url: () => 'given', intervalMs: 5, toEvents: () => ['given'] },
    debounce: { price: { waitMs: 5, key: () => 'given' } },
  };
  let newest: object = given;
  const made = withNewestFunctions(given, () => newest);
  const calls = (): unknown[] => [made.parse(), made.polling.url(), made.polling.toEvents(), made.debounce.price.key()];
  expect(calls()).toEqual(['given', 'given', ['given'], 'given']);
  newest = {
    parse: () => 'new',
    polling: { url: () => 'new', toEvents: () => ['new'] },
    debounce: { price: { key: () => 'new' } },
  };
  expect(calls()).toEqual(['new', 'new', ['new'], 'new']);
  newest = { parse: 'json', polling: false, debounce: 5 };
  expect(calls()).toEqual(['given', 'given', ['given'], 'given']);
  expect(made).toMatchObject({ lastEventId: '7', polling: { intervalMs: 5 }, debounce: { price: { waitMs: 5 } } });
  expect([made.headers, made.transport, made.schemas]).toEqual([headers, transport, schemas]);
  expect(made.headers).toBe(headers);
  expect(made.transport).toBe(transport);
  expect(made.schemas).toBe(schemas);
});
