import { expect, it } from 'vitest';
import { decode, fieldType, isHeartbeatEvent } from '../../../src/delivery/decode.ts';

const raw = (data: unknown, event = 'message') => ({ event, data, id: undefined });

it('[D6] hands JSON on as it was sent, a key __proto__ included', () => {
  const data = decode('json', '{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>;
  expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
});

it.each(['', '\n\nlines', '\uFEFFmark', 'a\0b', '\uD800 alone'])(
  '[D6] hands %j on as text, and to a parser',
  (text) => {
    expect(decode('text', text)).toBe(text);
    expect(decode((given) => [given], text)).toEqual([text]);
  },
);

it('[D7] lets what a parser throws through', () => {
  expect(() => decode('json', '{')).toThrow(SyntaxError);
  expect(() =>
    decode(() => {
      throw new RangeError('mine');
    }, ''),
  ).toThrow('mine');
});

it.each([
  ['anything named heartbeat', raw('not json', 'heartbeat')],
  ['a payload of that type', raw('{"type":"heartbeat"}')],
  ['the type among other fields', raw('{"at":1,"type":"heartbeat"}', 'tick')],
  ['a payload over several lines', raw('{\n  "type": "heartbeat"\n}')],
  ['a payload after white space', raw('  {"type":"heartbeat"}')],
  ['a polled object', raw({ type: 'heartbeat' })],
])('[D7] takes %s for a heartbeat', (_what, event) => {
  expect(isHeartbeatEvent(event)).toBe(true);
});

it.each([
  ['the word somewhere else', raw('{"type":"alarm","text":"\\"heartbeat\\""}')],
  ['the type of something inside', raw('{"inner":{"type":"heartbeat"}}')],
  ['broken JSON', raw('{"type":"heartbeat"')],
  ['a list', raw('[{"type":"heartbeat"}]')],
  ['a string', raw('"heartbeat"')],
  ['the bare word', raw('heartbeat')],
  ['another name', raw('{}', 'Heartbeat')],
  ['null from a poll', raw(null)],
])('[D7] does not take %s for one', (_what, event) => {
  expect(isHeartbeatEvent(event)).toBe(false);
});

it('finds the name of an event inside the payload', () => {
  expect(fieldType('kind', { kind: 'price' }, 'message')).toBe('price');
  expect(fieldType('kind', { kind: '' }, 'message')).toBe('');
});

it.each([[{}], [{ kind: 7 }], [{ kind: null }], [null], ['kind'], [[1]], [undefined]])(
  'keeps the name outside for %j',
  (data) => {
    expect(fieldType('kind', data, 'outside')).toBe('outside');
  },
);

it('[D6] does not take an inherited member for the name', () => {
  expect(fieldType('constructor', {}, 'outside')).toBe('outside');
  expect(fieldType('length', 'text', 'outside')).toBe('outside');
  expect(fieldType('kind', Object.create({ kind: 'inherited' }), 'outside')).toBe('outside');
});
