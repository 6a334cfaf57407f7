import type { ParsedFrame } from './reference-parser.ts';

/** What a stream must come to. */
export interface StreamExpectation {
  readonly frames: readonly ParsedFrame[];
  /** The last `retry:` that counts; `undefined` when none does. */
  readonly retryMs?: number;
}

/** A byte stream with a name and what the standard (WHATWG HTML 9.2.6) makes of it. */
export interface StreamVector extends StreamExpectation {
  /** A sentence, so that a test title can be built from it. */
  readonly name: string;
  /** The rule of RULES.md it proves. */
  readonly rule: 'B2' | 'C3' | 'C6' | 'D1' | 'D6' | 'H1';
  readonly bytes: Uint8Array;
  /** What `@microsoft/fetch-event-source` makes of it instead, under our lifecycle. */
  readonly fetchEventSource?: StreamExpectation;
}

/** An event frame. */
export function event(data: string, more: { id?: string; event?: string } = {}): ParsedFrame {
  return { id: more.id, event: more.event, data };
}

/** The frame of a block that only moves the last event id. */
export function idOnly(id: string): ParsedFrame {
  return { id, event: undefined, data: undefined };
}

/** Text in UTF-8, numbers as the bytes they are. */
export function bytesOf(...parts: readonly (string | number)[]): Uint8Array {
  const encoder = new TextEncoder();
  const pieces = parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : encoder.encode(part)));
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const BOM = [0xef, 0xbb, 0xbf] as const;

function vector(
  rule: StreamVector['rule'],
  name: string,
  stream: string | readonly (string | number)[],
  frames: readonly ParsedFrame[],
  more: Pick<StreamVector, 'retryMs' | 'fetchEventSource'> = {},
): StreamVector {
  return { rule, name, bytes: typeof stream === 'string' ? bytesOf(stream) : bytesOf(...stream), frames, ...more };
}

const BASICS: readonly StreamVector[] = [
  vector('D1', 'an empty stream has no events', '', []),
  vector('D1', 'blank lines alone are nothing', '\n\n\n\n', []),
  vector('D1', 'one line of data is one event', 'data: a\n\n', [event('a')]),
  vector('D1', 'events come in the order sent', 'data: a\n\ndata: b\n\ndata: c\n\n', [
    event('a'),
    event('b'),
    event('c'),
  ]),
  vector('D1', 'more blank lines between events change nothing', 'data: a\n\n\n\n\ndata: b\n\n', [
    event('a'),
    event('b'),
  ]),
  vector('D1', 'data lines are joined with line feeds', 'data: a\ndata: b\ndata: c\n\n', [event('a\nb\nc')]),
  vector('D1', 'fields may stand in any order', 'data: a\nevent: e\ndata: b\nid: 1\n\n', [
    event('a\nb', { id: '1', event: 'e' }),
  ]),
  vector('D1', 'a typed event does not type the next', 'event: e\ndata: a\n\ndata: b\n\n', [
    event('a', { event: 'e' }),
    event('b'),
  ]),
  vector('D1', 'the last of several event types counts', 'event: a\nevent: b\ndata: x\n\n', [
    event('x', { event: 'b' }),
  ]),
  vector('D1', 'an empty event type is no type', 'event: a\nevent:\ndata: x\n\n', [event('x')]),
  vector('D1', 'an event type without a colon is no type', 'event: a\nevent\ndata: x\n\n', [event('x')], {
    fetchEventSource: { frames: [event('x', { event: 'a' })] },
  }),
  vector('D1', 'an event type without data is nothing', 'event: a\n\ndata: x\n\n', [event('x')], {
    fetchEventSource: { frames: [event('', { event: 'a' }), event('x')] },
  }),
  vector('D1', 'unknown fields are ignored', 'foo: 1\ndata: a\nbar\nx:y:z\n\n', [event('a')]),
  vector('D1', 'field names are told apart by case', 'Data: a\nDATA: b\nID: 1\nEvent: e\ndata: c\n\n', [event('c')]),
  vector('D1', 'a field name keeps its spaces and is then unknown', ' data: a\ndata : b\ndata: c\n\n', [event('c')]),
  vector(
    'D1',
    'names that only begin as a field are unknown',
    'dataset: a\nd: b\nidx: 1\neventual: e\nretryAfter: 5\ndata: c\n\n',
    [event('c')],
  ),
  vector('D1', 'names cut short are unknown', 'dat: a\neven: e\ni: 1\nretr: 5\ndata: c\n\n', [event('c')]),
  vector('D1', 'everything after the first colon is value', 'data:a:b: c\n\n', [event('a:b: c')]),
];

const DATA: readonly StreamVector[] = [
  vector('D6', 'no space after the colon is needed', 'data:a\n\n', [event('a')]),
  vector('D6', 'one leading space is taken away and no more', 'data:  a \n\n', [event(' a ')]),
  vector('D6', 'a leading tab stays', 'data:\ta\n\n', [event('\ta')]),
  vector('D6', 'empty data is an event', 'id: 1\ndata:\n\n', [event('', { id: '1' })]),
  vector('D6', 'data of one space is empty', 'event: e\ndata: \n\n', [event('', { event: 'e' })]),
  vector('D6', 'empty data with no name and no id is an event', 'data:\n\n', [event('')], {
    fetchEventSource: { frames: [] },
  }),
  vector('D6', 'data without a colon is empty data', 'event: e\ndata\n\n', [event('', { event: 'e' })]),
  vector('D6', 'data without a colon adds an empty line', 'data: a\ndata\ndata: b\n\n', [event('a\n\nb')], {
    fetchEventSource: { frames: [event('a\nb')] },
  }),
  vector('D6', 'data may start with an empty line', 'data:\ndata: x\n\n', [event('\nx')], {
    fetchEventSource: { frames: [event('x')] },
  }),
  vector('D6', 'data may be empty lines alone', 'event: e\ndata:\ndata:\ndata\n\n', [event('\n\n', { event: 'e' })], {
    fetchEventSource: { frames: [event('', { event: 'e' })] },
  }),
  vector('D6', 'data may end with an empty line', 'data: x\ndata:\n\n', [event('x\n')]),
  vector('D6', 'NUL in data is kept', 'data: a\0b\n\n', [event('a\0b')]),
  vector('D6', 'NUL in an event type is kept', 'event: e\0\ndata: a\n\n', [event('a', { event: 'e\0' })]),
  vector('D6', 'other line separators of Unicode end nothing', 'data: a\u2028b\u2029c\u0085d\ve\ff\n\n', [
    event('a\u2028b\u2029c\u0085d\ve\ff'),
  ]),
  vector(
    'D6',
    'names of object members are names like any other',
    'event: constructor\nid: __proto__\ndata: {"__proto__":{"a":1}}\n\n',
    [event('{"__proto__":{"a":1}}', { id: '__proto__', event: 'constructor' })],
  ),
  vector('D6', 'fields named like object members are unknown', '__proto__: a\nconstructor: b\ntoString\ndata: c\n\n', [
    event('c'),
  ]),
  vector('D6', 'two, three and four bytes make one character', 'data: é漢🎉\n\n', [event('é漢🎉')]),
  vector('D6', 'characters beyond ASCII may stand in type and id', 'event: évén\nid: é漢\ndata: ü\n\n', [
    event('ü', { id: 'é漢', event: 'évén' }),
  ]),
  vector(
    'D6',
    'bytes that are no UTF-8 become U+FFFD',
    ['data: a', 0xff, 'b', 0xc0, 0x80, '\n\n'],
    [event('a\uFFFDb\uFFFD\uFFFD')],
  ),
  vector(
    'D6',
    'a character cut short becomes U+FFFD',
    ['data: ', 0xe6, 0xbc, '\ndata: ', 0xf0, 0x9f, 0x8e, 'x\n\n'],
    [event('\uFFFD\n\uFFFDx')],
  ),
  vector(
    'D6',
    'an encoded surrogate becomes U+FFFD thrice',
    ['data: ', 0xed, 0xa0, 0x80, '\n\n'],
    [event('\uFFFD\uFFFD\uFFFD')],
  ),
  vector('D6', 'Latin-1 is read as UTF-8', ['data: caf', 0xe9, '\n\n'], [event('caf\uFFFD')]),
  vector(
    'D6',
    'a long event arrives whole',
    `data: ${'0123456789'.repeat(40)}\ndata: ${'é漢🎉'.repeat(20)}\n\ndata: z\n\n`,
    [event(`${'0123456789'.repeat(40)}\n${'é漢🎉'.repeat(20)}`), event('z')],
  ),
];

const BOMS: readonly StreamVector[] = [
  vector('D6', 'a BOM at the start is taken away', [...BOM, 'data: a\n\n'], [event('a')]),
  vector('D6', 'a BOM alone is nothing', [...BOM], []),
  vector('D6', 'a BOM before a comment is taken away', [...BOM, ': c\ndata: a\n\n'], [event('a')]),
  vector('D6', 'only one BOM is taken away', [...BOM, ...BOM, 'data: a\n\ndata: b\n\n'], [event('b')]),
  vector('D6', 'two thirds of a BOM are no BOM', [0xef, 0xbb, 'data: a\n\ndata: b\n\n'], [event('b')]),
  vector('D6', 'a BOM read as Latin-1 and sent as UTF-8 is no BOM', '\u00EF\u00BB\u00BFdata: a\n\ndata: b\n\n', [
    event('b'),
  ]),
  vector(
    'D6',
    'U+FEFF before a later field makes it unknown',
    ['data: a\n\n', ...BOM, 'data: b\n\ndata: c\n\n'],
    [event('a'), event('c')],
    {
      fetchEventSource: { frames: [event('a'), event('b'), event('c')] },
    },
  ),
  vector(
    'D6',
    'U+FEFF at the start of a value is kept',
    'data:\uFEFFa\ndata: \uFEFFb\n\n',
    [event('\uFEFFa\n\uFEFFb')],
    {
      fetchEventSource: { frames: [event('a\nb')] },
    },
  ),
  vector('D6', 'U+FEFF within a value is kept', 'data: a\uFEFFb\n\n', [event('a\uFEFFb')]),
];

const LINE_ENDS: readonly StreamVector[] = [
  vector('D1', 'lines may end with CRLF', 'id: 1\r\ndata: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', [
    event('a\nb', { id: '1' }),
    event('c'),
  ]),
  vector('D1', 'lines may end with CR', 'id: 1\rdata: a\rdata: b\r\rdata: c\r\r', [
    event('a\nb', { id: '1' }),
    event('c'),
  ]),
  vector('D1', 'line ends may be mixed within an event', 'data: a\rdata: b\ndata: c\r\n\n', [event('a\nb\nc')]),
  vector('D1', 'LF then CRLF is a blank line', 'data: a\n\r\ndata: b\n\r\n', [event('a'), event('b')]),
  vector('D1', 'LF then CR is a blank line', 'data: a\n\rdata: b\n\r', [event('a'), event('b')]),
  vector('D1', 'CRLF then CR is a blank line', 'data: a\r\n\rdata: b\r\n\r', [event('a'), event('b')]),
  vector('D1', 'CRLF then LF is a blank line', 'data: a\r\n\ndata: b\r\n\n', [event('a'), event('b')]),
  vector('D1', 'CR then CRLF is a blank line', 'data: a\r\r\ndata: b\r\r\n', [event('a'), event('b')]),
  vector('D1', 'CRLF alone is not a blank line', 'data: a\r\nevent: e\r\ndata: b\r\n\r\n', [
    event('a\nb', { event: 'e' }),
  ]),
  vector('D1', 'more blank lines of CRLF change nothing', '\r\ndata: a\r\n\r\n\r\n\r\ndata: b\r\n\r\n', [
    event('a'),
    event('b'),
  ]),
  vector('D1', 'an empty data line may end with CR', 'event: e\rdata:\rdata: x\r\r', [event('\nx', { event: 'e' })], {
    fetchEventSource: { frames: [event('x', { event: 'e' })] },
  }),
];

const COMMENTS: readonly StreamVector[] = [
  vector('H1', 'comments are no events', ': ping\n\n:\n\n:ping\n\n', []),
  vector('H1', 'comments within an event are not part of it', 'data: a\n: c\ndata: b\n:\n\n', [event('a\nb')]),
  vector('H1', 'a comment may look like a field', ':data: a\n: id: 7\n\ndata: b\n\n', [event('b')]),
  vector('H1', 'comments without a blank line keep no event waiting', ':\n:\ndata: a\n\n:\n:\n', [event('a')]),
  vector('H1', 'a comment may hold NUL and anything else', ': \0\uFEFF:é漢\n\ndata: a\n\n', [event('a')]),
];

const IDS: readonly StreamVector[] = [
  vector('C3', 'each frame carries its own id', 'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n', [
    event('a', { id: '1' }),
    event('b'),
    event('c', { id: '2' }),
  ]),
  vector('C3', 'an id with no data moves the last id', 'id: 7\n\n', [idOnly('7')], {
    fetchEventSource: { frames: [event('', { id: '7' })] },
  }),
  vector(
    'C3',
    'ids with no data keep their place among events',
    'data: a\n\nid: 7\n\ndata: b\n\nid: 8\n\nid: 9\ndata: c\n\nid: 10\n\n',
    [event('a'), idOnly('7'), event('b'), idOnly('8'), event('c', { id: '9' }), idOnly('10')],
    {
      fetchEventSource: {
        frames: [
          event('a'),
          event('', { id: '7' }),
          event('b'),
          event('', { id: '8' }),
          event('c', { id: '9' }),
          event('', { id: '10' }),
        ],
      },
    },
  ),
  vector(
    'C3',
    'an event type and an id with no data are an id alone',
    'event: e\nid: 7\n\ndata: a\n\n',
    [idOnly('7'), event('a')],
    {
      fetchEventSource: { frames: [event('', { id: '7', event: 'e' }), event('a')] },
    },
  ),
  vector(
    'C3',
    'an empty id resets',
    'id: 1\ndata: a\n\nid:\ndata: b\n\nid: \ndata: c\n\n',
    [event('a', { id: '1' }), event('b', { id: '' }), event('c', { id: '' })],
    { fetchEventSource: { frames: [event('a', { id: '1' }), event('b'), event('c')] } },
  ),
  vector(
    'C3',
    'an id without a colon resets',
    'id: 1\ndata: a\n\nid\ndata: b\n\n',
    [event('a', { id: '1' }), event('b', { id: '' })],
    {
      fetchEventSource: { frames: [event('a', { id: '1' }), event('b')] },
    },
  ),
  vector('C3', 'an empty id with no data resets', 'id: 1\ndata: a\n\nid\n\n', [event('a', { id: '1' }), idOnly('')], {
    fetchEventSource: { frames: [event('a', { id: '1' })] },
  }),
  vector('C3', 'the last of several ids counts', 'id: 1\nid: 2\ndata: a\n\n', [event('a', { id: '2' })]),
  vector(
    'C3',
    'an id with NUL is ignored',
    'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n',
    [event('a', { id: '1' }), event('b')],
    {
      fetchEventSource: { frames: [event('a', { id: '1' }), event('b', { id: '2\0' })] },
    },
  ),
  vector('C3', 'an id with NUL leaves the id before it', 'id: 1\nid: 2\0\ndata: a\n\n', [event('a', { id: '1' })], {
    fetchEventSource: { frames: [event('a', { id: '2\0' })] },
  }),
  vector('C3', 'an id keeps its spaces but the first', 'id:  a b \ndata: x\n\n', [event('x', { id: ' a b ' })]),
  vector('C3', 'an id is kept as sent, digits or not', 'id: 007\ndata: a\n\nid: …\ndata: b\n\n', [
    event('a', { id: '007' }),
    event('b', { id: '…' }),
  ]),
];

const RETRY: readonly StreamVector[] = [
  vector('B2', 'digits set the retry time', 'retry: 1500\n\ndata: a\n\n', [event('a')], { retryMs: 1500 }),
  vector('B2', 'retry needs no space and keeps no zeros', 'retry:0010\ndata: a\n\n', [event('a')], { retryMs: 10 }),
  vector('B2', 'the last retry counts', 'retry: 1\nretry: 2\ndata: a\n\nretry: 3\n\n', [event('a')], { retryMs: 3 }),
  vector('B2', 'a retry out of all bounds is passed on', 'retry: 3000000000\ndata: a\n\n', [event('a')], {
    retryMs: 3_000_000_000,
  }),
  vector(
    'B2',
    'a retry too long for a number is passed on as infinite',
    `retry: ${'9'.repeat(400)}\ndata: a\n\n`,
    [event('a')],
    { retryMs: Infinity },
  ),
  vector('B2', 'a retry with letters after its digits is ignored', 'retry: 10abc\ndata: a\n\n', [event('a')], {
    fetchEventSource: { frames: [event('a')], retryMs: 10 },
  }),
  vector('B2', 'a retry with an exponent is ignored', 'retry: 1e3\ndata: a\n\n', [event('a')], {
    fetchEventSource: { frames: [event('a')], retryMs: 1 },
  }),
  vector('B2', 'a retry with a fraction is ignored', 'retry: 5.9\ndata: a\n\n', [event('a')], {
    fetchEventSource: { frames: [event('a')], retryMs: 5 },
  }),
  vector('B2', 'a retry with a second space is ignored', 'retry:  7\ndata: a\n\n', [event('a')], {
    fetchEventSource: { frames: [event('a')], retryMs: 7 },
  }),
  vector('B2', 'a negative retry is ignored', 'retry: -5\ndata: a\n\n', [event('a')]),
  vector('B2', 'an empty retry is ignored', 'retry:\nretry\ndata: a\n\n', [event('a')]),
  vector('B2', 'a retry in words or other digits is ignored', 'retry: soon\nretry: ٣\ndata: a\n\n', [event('a')]),
  vector('B2', 'a bad retry leaves the good one before it', 'retry: 20\nretry: x\ndata: a\n\n', [event('a')], {
    retryMs: 20,
  }),
];

const ENDS: readonly StreamVector[] = [
  vector('C6', 'an unfinished event at the end is dropped', 'id: 1\ndata: a\n\nid: 2\ndata: b\n', [
    event('a', { id: '1' }),
  ]),
  vector('C6', 'an unfinished line at the end is dropped', 'data: a\n\ndata: b', [event('a')]),
  vector('C6', 'an unfinished id at the end is dropped', 'data: a\n\nid: 2', [event('a')]),
  vector('C6', 'an id line with no blank line does not count', 'data: a\n\nid: 2\n', [event('a')]),
  vector('C6', 'a whole event whose blank line is missing is dropped', 'data: a\r\n\r\ndata: b\r\n', [event('a')]),
  vector('C6', 'a character cut off by the end is dropped', ['data: a\n\ndata: ', 0xe6, 0xbc], [event('a')]),
  vector('C6', 'a last blank line of CR alone ends the event', 'data: a\r\r', [event('a')]),
  vector('C6', 'a last CRLF is no blank line', 'data: a\n\ndata: b\r\n', [event('a')]),
];

/** Every way in which a stream of events may be written, and may be miswritten. */
export const STREAM_VECTORS: readonly StreamVector[] = [
  ...BASICS,
  ...DATA,
  ...BOMS,
  ...LINE_ENDS,
  ...COMMENTS,
  ...IDS,
  ...RETRY,
  ...ENDS,
];
