import { describe, expect, it } from 'vitest';
import type { SseError } from '../../../src/errors.ts';
import { judge } from '../../../src/runtime/judge.ts';

const NOW = Date.UTC(2026, 0, 1);

function verdictOn(status: number, headers: Record<string, string> = {}, shouldRetry?: (error: SseError) => boolean) {
  return judge({ status, headers: new Headers(headers) }, NOW, 3, shouldRetry);
}

it('[C4] opens for 200 and an event stream, and for nothing else', () => {
  expect(verdictOn(200, { 'content-type': 'text/event-stream; charset=utf-8' })).toBeNull();
  expect(verdictOn(201, { 'content-type': 'text/event-stream' })).toMatchObject({ verdict: 'refuse' });
  expect(verdictOn(500, { 'content-type': 'text/event-stream' })).toMatchObject({ verdict: 'retry' });
});

it('[C4] says what was wrong', () => {
  expect(verdictOn(503, { 'retry-after': '7' })).toEqual({
    verdict: 'retry',
    failure: { kind: 'http', phase: 'connect', status: 503, retryAfterMs: 7_000, message: 'The server answered 503.' },
  });
  expect(verdictOn(200, { 'content-type': 'text/html' })).toMatchObject({
    verdict: 'retry',
    failure: { kind: 'content-type', status: 200, message: expect.stringContaining('"text/html"') },
  });
  expect(verdictOn(200)).toMatchObject({ verdict: 'retry', failure: { kind: 'content-type' } });
});

describe('shouldRetry', () => {
  it('[C4] overrides the table, knowing what was wrong', () => {
    const asked: SseError[] = [];
    const answer = (retry: boolean) => (error: SseError) => {
      asked.push(error);
      return retry;
    };
    expect(verdictOn(404, {}, answer(true))).toMatchObject({ verdict: 'retry' });
    expect(verdictOn(503, {}, answer(false))).toMatchObject({ verdict: 'refuse' });
    expect(asked).toMatchObject([
      { kind: 'http', phase: 'connect', status: 404, attempt: 3, willRetry: false },
      { kind: 'http', phase: 'connect', status: 503, attempt: 3, willRetry: true },
    ]);
  });

  it.each([200, 204, 401])('[C4] is not asked about %i', (status) => {
    const never = (): never => {
      throw new Error('asked');
    };
    const verdict = { 200: 'retry', 204: 'close', 401: 'unauthorized' }[status];
    expect(verdictOn(status, { 'content-type': 'text/html' }, never)).toMatchObject({ verdict });
  });
});
