import { describe, expect, it, vi } from 'vitest';
import { createScriptedTransport } from '../../../src/testing/index.ts';
import type { TransportSink } from '../../../src/transports/transport.ts';

/** A client that takes whatever comes, block by block or by the chunk. */
function ask(
  transport: ReturnType<typeof createScriptedTransport>,
  { accepts = true, headers = {}, blockwise = true }: { accepts?: boolean; headers?: object; blockwise?: boolean } = {},
) {
  const controller = new AbortController();
  const sink = {
    opened: vi.fn<TransportSink['opened']>(() => accepts && !controller.signal.aborted),
    block: vi.fn<TransportSink['block']>(() => blockwise),
    received: vi.fn<TransportSink['received']>(),
    ended: vi.fn<TransportSink['ended']>(),
  };
  const done = transport.open(
    {
      url: 'https://api.test/stream',
      init: { headers: headers as Record<string, string>, signal: controller.signal },
      fetch: async () => new Response(),
      maxEventBytes: 1_000,
    },
    sink,
  );
  return { sink, done, abort: () => controller.abort(), connection: transport.latest };
}

describe('a scripted transport', () => {
  it('says what to do where no request was made yet', () => {
    const { connections, alive } = createScriptedTransport();
    expect([connections, alive]).toEqual([[], 0]);
    expect(() => createScriptedTransport().latest).toThrow(/no request was made yet.*connect\(\).*clock\.settle\(\)/);
  });

  it('says what is missing where a test environment hides it', () => {
    vi.stubGlobal('Headers', undefined);
    vi.stubGlobal('Response', undefined);
    expect(() => createScriptedTransport()).toThrow(/has no Headers, Response\..*"jest-fixed-jsdom"/);
  });

  it('keeps every request, and counts those that are neither over nor given up', async () => {
    const transport = createScriptedTransport();
    const [first, second, third] = [ask(transport), ask(transport), ask(transport)];
    expect([transport.connections.length, transport.alive]).toEqual([3, 3]);
    first.connection.end();
    await first.done;
    second.abort();
    await second.done;
    expect(transport.alive).toBe(1);
    third.connection.fail();
    await third.done;
    expect(transport.alive).toBe(0);
    expect(transport.connections.map(({ aborted }) => aborted)).toEqual([false, true, false]);
  });

  it('shows the headers, and the last event id as text', () => {
    const bytes = String.fromCharCode(...new TextEncoder().encode('é漢'));
    const { connection } = ask(createScriptedTransport(), { headers: { authorization: 'a', 'last-event-id': bytes } });
    expect([connection.headers.get('authorization'), connection.lastEventId]).toEqual(['a', 'é漢']);
    expect(ask(createScriptedTransport()).connection.lastEventId).toBe('');
  });

  it('answers with an event stream, or with what the test says', () => {
    const { sink, connection } = ask(createScriptedTransport());
    connection.respond();
    expect(sink.opened.mock.calls[0]?.[0].headers.get('content-type')).toBe('text/event-stream');
    const other = ask(createScriptedTransport(), { accepts: false });
    other.connection.respond({ status: 503, headers: { 'retry-after': '3' } });
    const response = other.sink.opened.mock.calls[0]?.[0];
    expect([response?.status, response?.headers.get('retry-after'), response?.headers.get('content-type')]).toEqual([
      503,
      '3',
      null,
    ]);
  });

  it('is over once the client refuses the answer', async () => {
    const transport = createScriptedTransport();
    const { connection, done } = ask(transport, { accepts: false });
    connection.respond({ status: 503 });
    await done;
    expect(transport.alive).toBe(0);
  });

  it('opens when it sends, and sends what it is given as text or JSON', () => {
    const { sink, connection } = ask(createScriptedTransport());
    connection.send({ id: '1', event: 'price', data: { eur: 3 } }, { data: 'as it is' }, { id: '2' });
    expect(sink.opened).toHaveBeenCalledOnce();
    expect(sink.block.mock.calls.map(([frame]) => frame)).toEqual([
      { id: '1', event: 'price', data: '{"eur":3}' },
      { id: undefined, event: undefined, data: 'as it is' },
      { id: '2', event: undefined, data: undefined },
    ]);
    expect(sink.received.mock.calls[0]?.[1]).toEqual([]);
  });

  it('hands blocks over by the chunk to a client that does not take them one by one', () => {
    const { sink, connection } = ask(createScriptedTransport(), { blockwise: false });
    connection.send({ data: 'a' }, { data: 'b', oversize: true });
    expect(sink.received.mock.calls[0]?.[1]).toEqual([
      { id: undefined, event: undefined, data: 'a' },
      { id: undefined, event: undefined, data: 'b', oversize: true },
    ]);
  });

  it('comments, sets the time to retry, ends and breaks', () => {
    const { sink, connection } = ask(createScriptedTransport());
    connection.comment().retry(3_000).end();
    expect(sink.received.mock.calls.map(([bytes, frames, retryMs]) => [bytes > 0, frames.length, retryMs])).toEqual([
      [true, 0, undefined],
      [true, 0, 3_000],
    ]);
    expect(sink.ended.mock.calls).toEqual([[undefined]]);
    const broken = ask(createScriptedTransport());
    broken.connection.fail();
    expect(broken.sink.ended.mock.calls[0]?.[0]).toBeInstanceOf(TypeError);
  });
});

describe.each([true, false])('late news (strict: %s)', (strict) => {
  it('reach the client that gave the request up before it was answered', () => {
    const { sink, connection, abort } = ask(createScriptedTransport({ strict }));
    abort();
    connection.send({ data: 'late' });
    connection.respond();
    connection.end();
    expect([sink.opened.mock.calls.length, sink.received.mock.calls.length, sink.ended.mock.calls.length]).toEqual([
      2, 0, 1,
    ]);
  });

  it('reach the client that gave up an open stream, for as long as the server goes on', () => {
    const { sink, connection, abort } = ask(createScriptedTransport({ strict }));
    connection.respond();
    abort();
    connection.send({ data: 'late' }).comment();
    connection.end();
    connection.fail();
    expect([sink.received.mock.calls.length, sink.ended.mock.calls.length]).toEqual([2, 2]);
  });
});

describe('a strict one', () => {
  const strictly = (accepts = true) => ask(createScriptedTransport({ strict: true }), { accepts }).connection;

  it('opens a request once', () => {
    const connection = strictly().respond();
    expect(() => connection.respond()).toThrow(/answered already.*await clock\.advance\(ms\).*server\.latest/);
  });

  it.each(['end', 'fail'] as const)('sends nothing after its own %s', (how) => {
    const connection = strictly().respond();
    connection[how]();
    for (const more of [
      () => connection.send({ data: 1 }),
      () => connection.comment(),
      () => connection.retry(1),
      () => connection.end(),
      () => connection.fail(),
      () => connection.respond(),
    ])
      expect(more).toThrow(/the test has ended this stream.*server\.latest/);
  });

  it.each([{ status: 503 }, { status: 204 }, { headers: { 'content-type': 'text/html' } }, { headers: {} }])(
    'sends nothing after the answer %j',
    (answer) => {
      const connection = strictly(false).respond(answer);
      expect(() => connection.send({ data: 1 })).toThrow(/no event stream.*server\.latest/);
    },
  );

  it('takes an event stream with parameters for one', () => {
    const connection = strictly().respond({ headers: { 'content-type': 'Text/Event-Stream; charset=utf-8' } });
    expect(() => connection.send({ data: 1 })).not.toThrow();
  });
});

it('one that is not strict passes on what no server can do, for a client that must not listen', () => {
  const { sink, connection } = ask(createScriptedTransport());
  connection.respond();
  connection.end();
  connection.respond().send({ data: 'late' });
  connection.fail();
  expect([sink.opened.mock.calls.length, sink.received.mock.calls.length, sink.ended.mock.calls.length]).toEqual([
    2, 1, 2,
  ]);
});
