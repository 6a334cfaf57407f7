import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChunkReader } from '../../../src/transports/event-stream-reader.ts';
import type { Frame } from '../../../src/transports/transport.ts';
import { type ParsedFrame, parseByTheStandard } from '../../support/reference-parser.ts';
import { byteByByte, cutAt, everyBytes } from '../../support/splits.ts';
import { bytesOf, event, idOnly } from '../../support/stream-vectors.ts';
import { runs } from '../../support/fuzz.ts';

interface Read {
  readonly frames: Frame[];
  readonly retryMs: number | undefined;
}

interface Block {
  lines: number[];
  letter: string;
  id: string | undefined;
  before: string;
  idLast: boolean;
  ends: [string, string, string];
}

/** @param takes - How many blocks of a chunk are taken one by one; the rest comes with the chunk. */
function readAll(chunks: readonly Uint8Array[], maxEventBytes = 1_048_576, takes = Infinity): Read {
  const frames: Frame[] = [];
  let retryMs: number | undefined;
  let taken = 0;
  const read = createChunkReader(maxEventBytes, {
    block: (frame) => taken++ < takes && frames.push(frame) > 0,
    received(_bytes, more, retry) {
      taken = 0;
      frames.push(...more);
      retryMs = retry ?? retryMs;
    },
  });
  for (const chunk of chunks) void read(chunk);
  return { frames, retryMs };
}

/** Pieces of streams as bytes a server might send, and many it should not. */
const PIECES = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\r\r',
  '\r\n\r\n',
  '\n\r',
  ':',
  ': c',
  ' ',
  'x',
  '\0',
  '\uFEFF',
  'é',
  '漢',
  '🎉',
  'data',
  'data:',
  'data: ',
  'data: a\n',
  'data: a\r',
  'data: a\r\n',
  'event: e\n',
  'event',
  'id: 1\n',
  'id\r\n',
  'id: 2\0\n',
  'retry: 7\n',
  'retry: x\n',
  'foo: bar\n',
  'Data: a\n',
  'id: 3\n\n',
  'data: b\n\n',
  'event: f\r\ndata: c\r\n\r\n',
];
const stream = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...PIECES).map((text) => bytesOf(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
    ),
    { maxLength: 30 },
  )
  .map((pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece])));
const cuts = fc.array(fc.nat(120), { maxLength: 12 });

describe('any stream, cut anywhere', () => {
  it('[D6] is what a plain reading of the standard says', () => {
    fc.assert(
      fc.property(stream, cuts, fc.nat(3), (bytes, places, takes) => {
        expect(readAll(cutAt(bytes, places), undefined, takes)).toEqual(parseByTheStandard(bytes));
      }),
      runs(5_000),
    );
  });

  it('[L1] has each event over the limit told in its place, and no other touched', () => {
    // Blocks of known size: the parser may hold 4,096 characters more than the limit, so the large ones go far over.
    const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
    const block = fc.record({
      lines: fc.array(fc.constantFrom(0, 1, 40, 90, 120, 2_500, 9_000), { maxLength: 4 }),
      letter: fc.constantFrom('x', '漢'),
      id: fc.option(fc.constantFrom('1', '2', 'é'), { nil: undefined }),
      before: fc.constantFrom('', ': c', '\uFEFFdata: no', 'foo', 'event: e'),
      idLast: fc.boolean(),
      ends: fc.tuple(lineEnd, lineEnd, lineEnd),
    });
    const write = ({ lines, letter, id, before, idLast, ends }: Block): string => {
      const idLine = id === undefined ? [] : [`id: ${id}`];
      const all = [
        before,
        ...(idLast ? [] : idLine),
        ...lines.map((size) => `data:${letter.repeat(size)}`),
        ...(idLast ? idLine : []),
      ];
      const written = all.filter((line) => line !== '').map((line, index) => line + (ends[index % 3] ?? '\n'));
      // A `\r` before a `\n` would make one end of two.
      return `${written.join('')}${written.at(-1)?.endsWith('\r') ? '\r' : '\n'}`;
    };
    const size = (text: string): number => new TextEncoder().encode(text).length;
    const maxEventBytes = 100;

    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 8 }),
        fc.array(fc.nat(60_000), { maxLength: 30 }),
        fc.nat(3),
        (blocks, places, takes) => {
          const bytes = bytesOf(blocks.map(write).join(''));
          const expected = parseByTheStandard(bytes).frames.map((frame) =>
            frame.data !== undefined && size(frame.data) > maxEventBytes ? 'oversize' : frame,
          );
          const { frames } = readAll(cutAt(bytes, places), maxEventBytes, takes);
          expect(frames.map((frame) => (frame.oversize ? 'oversize' : frame))).toEqual(expected);
        },
      ),
      runs(3_000),
    );
  });
});

describe('frames', () => {
  it('[D1] are the very objects the parser made', () => {
    const { frames } = readAll([bytesOf('id: 1\nevent: e\ndata: a\n\n')]);
    expect(frames).toStrictEqual([event('a', { id: '1', event: 'e' })] satisfies ParsedFrame[]);
  });

  it('[D1] are offered one by one with the text of their chunk; from the first that is not taken on, all come with it', () => {
    const calls: unknown[] = [];
    const read = createChunkReader(100, {
      block: ({ data }, text) => calls.push([data, text.length]) > 0 && data !== 'b',
      received: (_bytes, frames) => void calls.push(frames.map(({ data }) => data)),
    });
    for (const chunk of ['data: a\n\ndata: b\n\ndata: c\n\n', 'data: d\n\n']) void read(bytesOf(chunk));
    expect(calls).toEqual([['a', 27], ['b', 27], ['b', 'c'], ['d', 9], []]);
  });

  it('[D1] of one chunk are not those of the next', () => {
    const lists: (readonly Frame[])[] = [];
    const read = createChunkReader(100, { block: () => false, received: (_bytes, frames) => void lists.push(frames) });
    for (const chunk of ['data: a\n\n', '', 'data: b\n\n']) void read(bytesOf(chunk));
    expect(lists).toEqual([[event('a')], [], [event('b')]]);
  });

  it('[H1] come with one call for each chunk, even an empty one', () => {
    const calls: unknown[] = [];
    const read = createChunkReader(100, { block: () => true, received: (...call) => void calls.push(call) });
    for (const chunk of ['retry: 5\n', '', ': c\n\n']) void read(bytesOf(chunk));
    expect(calls).toEqual([
      [9, [], 5],
      [0, [], undefined],
      [5, [], undefined],
    ]);
  });
});

describe('limits', () => {
  const long = 'x'.repeat(5_000);

  it('[L1] an event over the limit keeps its id and type where they are known', () => {
    const { frames } = readAll([bytesOf(`id: 1\nevent: e\ndata: ${long}\n\n`)], 100);
    expect(frames).toEqual([{ id: '1', event: 'e', data: undefined, oversize: true }]);
  });

  it('[L1] comments and unknown fields do not count, however many there are', () => {
    const stream = bytesOf(`data: a\n${`:${long}\nfoo: ${long}\n`.repeat(20)}data: b\n\ndata: c\n\n`);
    for (const chunks of [[stream], everyBytes(stream, 1_000), byteByByte(stream)]) {
      expect(readAll(chunks, 100).frames).toEqual([event('a\nb'), event('c')]);
    }
  });

  it('[L1] heartbeats without a blank line never add up to an event', () => {
    const beats = Array.from({ length: 10_000 }, () => bytesOf(':\n'));
    expect(readAll([...beats, bytesOf('data: a\n\n')], 100).frames).toEqual([event('a')]);
  });

  it('[L1] a retry of a skipped event counts where it came before the limit', () => {
    const { frames, retryMs } = readAll(everyBytes(bytesOf(`retry: 5\ndata: ${long}\nretry: 6\n\n`), 1_000), 100);
    expect(frames).toEqual([{ data: undefined, oversize: true }]);
    expect(retryMs).toBe(5);
  });

  it.each(['\n\n', '\r\r', '\r\n\r\n', '\n\r\n', '\r\r\n', '\n\r', '\r\n\r', '\r\n\n'])(
    '[L1] after a skipped event that ends in %j, U+FEFF is a character like any other',
    (end) => {
      const stream = bytesOf(`data: ${long}${end}\uFEFFdata: no\n\ndata: a\n\n`);
      for (let size = 1; size < 12; size++) {
        expect(readAll(everyBytes(stream, size), 100).frames).toEqual([
          { data: undefined, oversize: true },
          event('a'),
        ]);
      }
    },
  );

  it('[L1] an id of its own keeps its place before a skipped event', () => {
    const stream = bytesOf(`id: 7\n\ndata: ${long}\n\nid: 8\n\n`);
    for (const chunks of [everyBytes(stream, 100), everyBytes(stream, 1)]) {
      expect(readAll(chunks, 100).frames).toEqual([idOnly('7'), { data: undefined, oversize: true }, idOnly('8')]);
    }
  });

  it('[L1] there may be no limit at all', () => {
    const { frames } = readAll(everyBytes(bytesOf(`data: ${long}\n\n`), 10), Infinity);
    expect(frames).toEqual([event(long)]);
  });
});
