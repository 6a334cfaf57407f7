import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/transports/transport.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { byteByByte, everyBytes, everyTwoWaySplit, seededCuts } from '../support/splits.ts';
import { bytesOf, STREAM_VECTORS, type StreamExpectation, type StreamVector } from '../support/stream-vectors.ts';
import { collectGarbage, heldBytes } from './memory.ts';
import { fetchOf, outcomes, plain, type Run, run } from './recording.ts';

/** A transport under contract, and in what it is known to differ. */
export interface TransportUnderContract {
  readonly open: () => Transport;
  /** What it makes of a vector. */
  readonly expectation: (vector: StreamVector) => StreamExpectation;
}

/** The one suite every transport has to pass, over real sockets with Node's own `fetch` wherever a socket matters. */
export function describeTransport(name: string, subject: TransportUnderContract): void {
  let server: FaultServer;
  let paths = 0;
  const newPath = (): string => `/${++paths}`;
  beforeAll(async () => {
    server = await startFaultServer();
  });
  afterAll(() => server.close());

  /** Opens the transport on a path of its own. */
  const openOn = (
    handler: Parameters<FaultServer['on']>[1],
    options?: Parameters<typeof run>[2],
  ): Run & { path: string } => {
    const path = newPath();
    server.on(path, handler);
    return { ...run(subject.open(), server.url(path), options), path };
  };
  const read = async (
    chunks: readonly Uint8Array[],
    options?: Parameters<typeof run>[2],
  ): Promise<Run['recording']> => {
    const { recording, done } = run(subject.open(), 'http://unused.test/', { fetch: fetchOf(chunks), ...options });
    await done;
    return recording;
  };

  describe(`${name}: what it makes of a stream`, () => {
    describeVectors(subject, openOn, read);
  });
  describe(`${name}: faults`, () => {
    describeFaults(() => server, openOn);
  });
  describe(`${name}: the answer is judged first`, () => {
    describeJudging(() => server, openOn, read);
  });
  describe(`${name}: limits`, () => {
    describeLimits(subject, read);
  });
  describe(`${name}: pace`, () => {
    describePace(subject, openOn, read);
  });
}

type OpenOn = (
  handler: Parameters<FaultServer['on']>[1],
  options?: Parameters<typeof run>[2],
) => Run & { path: string };
type Read = (chunks: readonly Uint8Array[], options?: Parameters<typeof run>[2]) => Promise<Run['recording']>;

function describeVectors({ expectation }: TransportUnderContract, openOn: OpenOn, read: Read): void {
  const understood = (recording: Run['recording']): StreamExpectation => ({
    frames: plain(recording.frames),
    ...(recording.retryMs !== undefined && { retryMs: recording.retryMs }),
  });
  const expected = (vector: StreamVector): StreamExpectation => {
    const { frames, retryMs } = expectation(vector);
    return { frames, ...(retryMs !== undefined && { retryMs }) };
  };

  for (const vector of STREAM_VECTORS) {
    const { rule, name, bytes } = vector;
    it(`[${rule}] ${name}: over a socket, whole and byte by byte`, async () => {
      const whole = openOn((exchange) => exchange.end(bytes));
      // Really byte by byte: none is written before the one before it was read.
      const bytewise = openOn(async (exchange) => {
        for (const [index, byte] of byteByByte(bytes).entries()) {
          await exchange.write(byte);
          await bytewise.until((recording) => recording.bytes > index);
        }
        await exchange.end();
      });
      await Promise.all([whole.done, bytewise.done]);
      for (const { recording } of [whole, bytewise]) {
        expect(understood(recording)).toEqual(expected(vector));
        expect(recording.bytes).toBe(bytes.length);
        expect(recording.endings).toEqual([undefined]);
      }
      expect(bytewise.recording.chunks.length).toBe(bytes.length);
    });

    it(`[${rule}] ${name}: cut anywhere`, async () => {
      const ways = [
        ...everyTwoWaySplit(bytes),
        byteByByte(bytes),
        ...[1, 2, 3, 4, 5, 6, 7, 8].map((seed) => seededCuts(bytes, seed)),
      ];
      for (const chunks of ways) {
        const recording = await read(chunks);
        // The way it was cut stands beside the frames, so that a failure names it.
        const cuts = chunks.map(({ length }) => length).join('+');
        expect({ cuts, ...understood(recording) }).toEqual({ cuts, ...expected(vector) });
        expect(recording.chunks.map((chunk) => chunk.bytes)).toEqual(chunks.map(({ length }) => length));
      }
    });
  }
}

function describeFaults(server: () => FaultServer, openOn: OpenOn): void {
  it('[C6] a clean end is told once, with no reason', async () => {
    const { recording, done } = openOn((exchange) => exchange.end('data: a\n\n'));
    await done;
    expect(outcomes(recording.frames)).toEqual(['a']);
    expect(recording.endings).toEqual([undefined]);
  });

  it('[C6] an end right after the headers is an end like any other', async () => {
    const { recording, done } = openOn((exchange) => exchange.end());
    await done;
    expect(recording).toMatchObject({ chunks: [], endings: [undefined] });
  });

  it('[C6] a reset within an event loses that event alone, and tells why', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      await exchange.write('id: 1\ndata: a\n\nid: 2\ndata: b');
      await until(() => recording.bytes === 28);
      exchange.reset();
    });
    await done;
    expect(plain(recording.frames)).toEqual([{ id: '1', event: undefined, data: 'a' }]);
    expect(recording.endings).toEqual([expect.any(Error)]);
  });

  it('[C6] a cut after the id line does not move the last id', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      await exchange.write('id: 1\ndata: a\n\nid: 2\n');
      await until(() => recording.bytes === 21);
      exchange.reset();
    });
    await done;
    expect(recording.frames.map(({ id }) => id)).toEqual(['1']);
    expect(recording.endings).toEqual([expect.any(Error)]);
  });

  it('[C6] nothing is left of an unfinished event on the next connection of the same transport', async () => {
    const first = openOn((exchange) => exchange.end('event: e\nid: 1\ndata: a'));
    await first.done;
    const second = openOn((exchange) => exchange.end('data: b\n\n'));
    await second.done;
    expect(plain(second.recording.frames)).toEqual([{ id: undefined, event: undefined, data: 'b' }]);
  });

  it('[C4] a connection that is refused ends with the reason', async () => {
    const { recording, done } = openOn((exchange) => exchange.reset());
    await done;
    expect(recording).toMatchObject({ responses: [], chunks: [], endings: [expect.any(Error)] });
  });

  it('[C4] a fetch that throws at once ends with what it threw', async () => {
    const reason = new Error('no network');
    const { recording, done } = openOn(() => {}, {
      fetch: () => {
        throw reason;
      },
    });
    await done;
    expect(recording.endings).toEqual([reason]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
  ])('[C6] a stream that breaks with %s for a reason does not look like a clean end', async (_, error) => {
    const { recording, done } = openOn(() => {}, { fetch: fetchOf([bytesOf('data: a\n\n')], { error }) });
    await done;
    expect(outcomes(recording.frames)).toEqual(['a']);
    expect(recording.endings).toEqual([expect.any(Error)]);
  });

  it('[C2] the server sees our abort at once, in an open stream', async () => {
    const { path, abort, done, until } = openOn(async (exchange) => {
      await exchange.write(': hello\n\n');
      await exchange.hang();
    });
    await until(({ bytes }) => bytes > 0);
    abort();
    await done;
    await server().until(() => server().requestsTo(path)[0]?.cutOff === true);
  });

  it('[C2] the server sees our abort at once, before any headers', async () => {
    const { recording, path, abort, done } = openOn((exchange) => exchange.hang());
    await server().until(() => server().requestsTo(path).length === 1);
    abort();
    await done;
    await server().until(() => server().requestsTo(path)[0]?.cutOff === true);
    expect(recording.responses).toEqual([]);
  });

  it('[C2] an abort ends the reading even where fetch does not know the signal', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const { recording, abort, done, until } = openOn(() => {}, { fetch: async () => new Response(body) });
    await until(({ responses }) => responses.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    abort();
    await done;
    expect(cancelled).toBe(true);
    expect(recording.chunks).toEqual([]);
  });

  it('[C1] one open makes one request, whatever comes of it', async () => {
    const endings: Parameters<OpenOn>[0][] = [
      (exchange) => exchange.end('retry: 1\ndata: a\n\n'),
      (exchange) => exchange.reset(),
      (exchange) => exchange.reply(503),
      async (exchange) => {
        await exchange.write('retry: 1\ndata: a\n\nid: 1');
        exchange.reset();
      },
    ];
    const runs = endings.map((ending) => openOn(ending));
    await Promise.all(runs.map(({ done }) => done));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(runs.map(({ path }) => server().requestsTo(path).length)).toEqual([1, 1, 1, 1]);
  });
}

function describeJudging(server: () => FaultServer, openOn: OpenOn, read: Read): void {
  it('[C3] the request is made as given', async () => {
    const { path, done } = openOn((exchange) => exchange.end(), {
      init: {
        method: 'POST',
        body: '{"q":1}',
        headers: { accept: 'text/event-stream', 'last-event-id': '7', authorization: 'Bearer t' },
      },
    });
    await done;
    const [request] = server().requestsTo(path);
    expect(request).toMatchObject({
      method: 'POST',
      headers: { accept: 'text/event-stream', 'last-event-id': '7', authorization: 'Bearer t' },
    });
    expect(await request?.body).toBe('{"q":1}');
  });

  it('[C4] the response is shown before any of its body is read', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      exchange.head(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-hint': 'h' });
      await until(({ responses }) => responses.length === 1);
      await exchange.end('data: a\n\n');
    });
    await done;
    expect(recording.responses[0]?.headers.get('x-hint')).toBe('h');
    expect(outcomes(recording.frames)).toEqual(['a']);
  });

  it('[C4] a refused body is cancelled, its connection freed, and nothing more reported', async () => {
    const { recording, path, done } = openOn(
      async (exchange) => {
        exchange.head(500, { 'content-type': 'text/event-stream' });
        await exchange.write('data: never\n\n');
        await exchange.hang();
      },
      { accept: () => false },
    );
    await done;
    await server().until(() => server().requestsTo(path)[0]?.cutOff === true);
    expect(recording).toMatchObject({ chunks: [], endings: [] });
  });

  it('[C4] a refused response may have no body', async () => {
    const { recording, done } = openOn((exchange) => exchange.reply(204), { accept: () => false });
    await done;
    expect(recording).toMatchObject({ chunks: [], endings: [] });
  });

  it('[C6] no body is a clean end', async () => {
    const recording = await read([], { fetch: async () => new Response(null) });
    expect(recording).toMatchObject({ chunks: [], endings: [undefined] });
  });

  it('[C2] a close while the response is judged reads nothing', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const { recording, done } = ((): Run => {
      const controlled: Run = openOn(() => {}, {
        fetch: async () => new Response(body),
        accept: () => {
          controlled.abort();
          return true;
        },
      });
      return controlled;
    })();
    await done;
    expect(cancelled).toBe(true);
    expect(recording).toMatchObject({ chunks: [], endings: [] });
  });
}

function describeLimits({ open }: TransportUnderContract, read: Read): void {
  const inEveryWay = (stream: Uint8Array): Uint8Array[][] => [
    [stream],
    byteByByte(stream),
    ...[2, 3, 100, 1_000, 1_024].map((size) => everyBytes(stream, size)),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((seed) => seededCuts(stream, seed)),
  ];

  it('[L1] an event of just the limit arrives, one byte more does not', async () => {
    const just = 'x'.repeat(100);
    const justToo = `${'漢'.repeat(33)}y`;
    const lines = Array.from({ length: 10 }, (_, index) => (index === 9 ? 'x'.repeat(10) : 'x'.repeat(9)));
    const over = ['x'.repeat(101), '漢'.repeat(34), `${'🎉'.repeat(25)}é`];
    const text = [just, justToo, ...over].map((data) => `data: ${data}\n\n`).join('');
    const stream = bytesOf(`${text}data: ${lines.join('\ndata: ')}\n\ndata: ${lines.join('\ndata: ')}y\n\ndata: z\n\n`);
    for (const chunks of inEveryWay(stream)) {
      const { frames } = await read(chunks, { maxEventBytes: 100 });
      expect(outcomes(frames)).toEqual([
        just,
        justToo,
        'oversize',
        'oversize',
        'oversize',
        lines.join('\n'),
        'oversize',
        'z',
      ]);
    }
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('[L1] events over the limit are told once each and skipped, with lines ending in %s', async (_, nl) => {
    const oneLine = `id: 1${nl}data: ${'x'.repeat(9_000)}${nl}${nl}`;
    const manyLines = `event: e${nl}${`data: ${'x'.repeat(50)}${nl}`.repeat(200)}id: 3${nl}${nl}`;
    const tail = `data: x${nl}`.repeat(3_000) + nl;
    const stream = bytesOf(
      `data: a${nl}${nl}${oneLine}: c${nl}${nl}id: 2${nl}data: b${nl}${nl}`,
      `${manyLines}${tail}${oneLine}${nl}${nl}event: f${nl}data: c${nl}data: d${nl}${nl}${tail}data: e`,
    );
    for (const chunks of inEveryWay(stream)) {
      const { frames, endings } = await read(chunks, { maxEventBytes: 100 });
      expect(outcomes(frames)).toEqual(['a', 'oversize', 'b', 'oversize', 'oversize', 'oversize', 'c\nd', 'oversize']);
      expect(frames[2]).toMatchObject({ id: '2' });
      expect(plain(frames)[6]).toEqual({ id: undefined, event: 'f', data: 'c\nd' });
      expect(endings).toEqual([undefined]);
    }
  });

  it('[L1] an event over the limit that never ends is told once', async () => {
    const stream = bytesOf(`data: a\n\nid: 1\ndata: ${'x'.repeat(50_000)}`);
    for (const chunks of inEveryWay(stream).slice(3)) {
      const { frames } = await read(chunks, { maxEventBytes: 100 });
      expect(outcomes(frames)).toEqual(chunks.length === 1 ? ['a', 'oversize'] : ['a', 'oversize']);
    }
  });

  it.each([
    ['one line', () => 'x'],
    ['many lines', (index: number) => (index % 2 === 0 ? '\ndata: ' : 'x')],
  ])(
    '[L1] memory does not grow with an event over the limit, of %s',
    async (_, filling) => {
      const chunkBytes = 65_536;
      const chunks = 1_024;
      const held: number[] = [];
      function* endless(): Generator<Uint8Array> {
        yield bytesOf('data: ');
        for (let index = 0; index < chunks; index++) {
          const piece = filling(index);
          yield bytesOf(piece.repeat(Math.ceil(chunkBytes / piece.length)));
          if (index % 128 === 127) {
            collectGarbage();
            held.push(heldBytes());
          }
        }
        yield bytesOf('\n\ndata: z\n\n');
      }
      const outcome: (string | undefined)[] = [];
      const { done } = run(open(), 'http://unused.test/', {
        fetch: fetchOf(endless()),
        maxEventBytes: 262_144,
        received: (_bytes, frames) => void outcome.push(...outcomes(frames)),
      });
      await done;
      expect(outcome).toEqual(['oversize', 'z']);
      // Node itself takes some megabytes once, at first. After 24 of the 64 MiB, a leak would still show 40.
      const settled = held.slice(2);
      expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(4 * 1_048_576);
    },
    30_000,
  );

  it('[L3] the time to read an event grows with its size and not with its square', async () => {
    const timeOf = async (size: number): Promise<number> => {
      const chunks = everyBytes(bytesOf(`data: ${'x'.repeat(size)}\n\n`), 1_024);
      collectGarbage();
      // The processor's time and not the clock's: other work on the machine does not count.
      const started = process.cpuUsage();
      const { frames } = await read(chunks, { maxEventBytes: 2 * size });
      expect(frames[0]?.data).toHaveLength(size);
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    // The best of several, in turns.
    let small = Infinity;
    let large = Infinity;
    for (let turn = 0; turn < 3; turn++) {
      small = Math.min(small, await timeOf(2_097_152));
      large = Math.min(large, await timeOf(16_777_216));
    }
    // Eight times the size: about 8 when linear, 64 when quadratic.
    expect(large / small).toBeLessThan(32);
  }, 30_000);
}

function describePace({ open }: TransportUnderContract, openOn: OpenOn, read: Read): void {
  it('[H1] comments are life: each chunk of them is told, with no frames', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      for (const [index, comment] of [': ping\n\n', ':\n', ':'].entries()) {
        await exchange.write(comment);
        await until(({ chunks }) => chunks.length > index);
      }
      await exchange.end();
    });
    await done;
    expect(recording.chunks.map(({ bytes, frames }) => [bytes, frames])).toEqual([
      [8, []],
      [2, []],
      [1, []],
    ]);
  });

  it('[H1] the bytes of an unfinished event are life', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      for (const [index, part] of ['id: 1\n', 'da', 'ta: a'].entries()) {
        await exchange.write(part);
        await until(({ chunks }) => chunks.length > index);
      }
      await exchange.end();
    });
    await done;
    expect(recording.chunks.map(({ bytes, frames }) => [bytes, frames])).toEqual([
      [6, []],
      [2, []],
      [5, []],
    ]);
  });

  it('[D1] an event is told as soon as its blank line is there', async () => {
    const { recording, done, until } = openOn(async (exchange) => {
      for (const [index, end] of ['\n\n', '\r\r', '\r\n\r\n', '\n\r'].entries()) {
        await exchange.write(`data: ${index}${end}`);
        // Nothing else is sent until the event has come.
        await until(({ frames }) => frames.length === index + 1);
      }
      await exchange.end();
    });
    await done;
    expect(outcomes(recording.frames)).toEqual(['0', '1', '2', '3']);
  });

  it('[D1] many events in one chunk come in one call, in order', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => String(index));
    const recording = await read([bytesOf(numbers.map((number) => `data: ${number}\n\n`).join(''))]);
    expect(recording.chunks).toHaveLength(1);
    expect(outcomes(recording.frames)).toEqual(numbers);
  });

  it('[D1] reading waits for the promise that comes back, and only then goes on', async () => {
    let pulled = 0;
    function* counted(): Generator<Uint8Array> {
      for (; pulled < 5; ) yield bytesOf(`data: ${++pulled}\n\n`);
    }
    let goOn = (): void => {};
    const { recording, done, until } = run(open(), 'http://unused.test/', {
      fetch: fetchOf(counted()),
      received: () =>
        pulled === 3
          ? new Promise((resolve) => {
              goOn = resolve;
            })
          : undefined,
    });
    await until(({ chunks }) => chunks.length === 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBe(3);
    expect(recording.endings).toEqual([]);
    goOn();
    await done;
    expect(outcomes(recording.frames)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('[D1] a promise that is rejected ends the stream and cancels it', async () => {
    const reason = new Error('handlers gone');
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytesOf('data: a\n\n')),
      cancel() {
        cancelled = true;
      },
    });
    const recording = await read([], {
      fetch: async () => new Response(body),
      received: () => Promise.reject(reason),
    });
    expect(recording.endings).toEqual([reason]);
    expect(cancelled).toBe(true);
  });
}
