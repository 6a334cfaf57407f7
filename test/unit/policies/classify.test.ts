import { expect, it } from 'vitest';
import { classify, isEventStream } from '../../../src/policies/classify.ts';

/** What is retried; every other status from 200 to 599 is refused, but for the two that mean something of their own. */
const RETRIED = [408, 425, 429, ...Array.from({ length: 100 }, (_, n) => 500 + n)];

it('[C4] has a verdict on every status', () => {
  const verdicts: Record<string, number[]> = {};
  for (let status = 200; status < 600; status++)
    (verdicts[classify({ kind: 'http', phase: 'connect', status })] ??= []).push(status);
  expect(verdicts['close']).toEqual([204]);
  expect(verdicts['unauthorized']).toEqual([401]);
  expect(verdicts['retry']).toEqual(RETRIED);
  expect(verdicts['refuse']).toHaveLength(400 - 2 - RETRIED.length);
});

it('[C4] tries again what is no final status: the head broke off within it', () => {
  for (const status of [1, 2, 4, 20, 40, 50, 101, 199]) {
    expect(classify({ kind: 'http', phase: 'connect', status })).toBe('retry');
  }
});

it('[C4] refuses a redirect that the page asked not to follow: its status is hidden, as 0', () => {
  expect(classify({ kind: 'http', phase: 'connect', status: 0 })).toBe('refuse');
});

it('[C4] tries again what has no status, and 200 with another content type', () => {
  expect(classify({ kind: 'network', phase: 'connect' })).toBe('retry');
  expect(classify({ kind: 'timeout', phase: 'connect' })).toBe('retry');
  expect(classify({ kind: 'content-type', phase: 'connect', status: 200 })).toBe('retry');
});

it.each([
  'text/event-stream',
  'TEXT/Event-Stream',
  'text/event-stream;charset=utf-8',
  ' text/event-stream ; a=b',
  'text/event-stream\t',
])('[C4] takes %j for an event stream', (type) => {
  expect(isEventStream(type)).toBe(true);
});

it.each([
  null,
  '',
  'text/html',
  'text/event-streams',
  'text/event-stream-x',
  'xtext/event-stream',
  'text/plain; text/event-stream',
  'text/event-stream, text/html',
])('[C4] does not take %j for one', (type) => {
  expect(isEventStream(type)).toBe(false);
});
