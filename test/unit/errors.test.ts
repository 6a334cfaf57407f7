import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { isSseError, SseError } from '../../src/errors.ts';

const FACTS = { kind: 'http', phase: 'connect', status: 503, retryAfterMs: 7_000 } as const;

it('carries its facts', () => {
  const cause = new Error('beneath');
  const error = new SseError('The server answered 503.', { ...FACTS, cause }, 2, true);
  expect(error).toMatchObject({
    ...FACTS,
    name: 'SseError',
    message: 'The server answered 503.',
    attempt: 2,
    willRetry: true,
    cause,
  });
  expect('cause' in new SseError('x', FACTS, 1, false)).toBe(false);
});

it('is known by its brand, which survives two copies of the package and cannot be had by accident', () => {
  const error = new SseError('x', FACTS, 1, false);
  expect([error, Object.create(error)].map(isSseError)).toEqual([true, true]);
  const foreign = runInNewContext(
    "Object.defineProperty(new Error('x'), Symbol.for('holdfast.SseError'), { value: true })",
  );
  expect(isSseError(foreign)).toBe(true);
  expect([new Error('x'), { name: 'SseError' }, null, undefined, 'SseError', 7].map(isSseError)).toEqual(
    Array(6).fill(false),
  );
  expect(Object.keys(error)).not.toContain('Symbol(holdfast.SseError)');
});
