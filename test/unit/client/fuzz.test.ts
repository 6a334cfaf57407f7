import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import type { SseEvent } from '../../../src/events.ts';
import type { SseClientOptions } from '../../../src/options.ts';
import { createFakePage, createVirtualClock, testClient } from '../../../src/testing/index.ts';
import { fetchStream } from '../../../src/transports/fetch-stream.ts';
import { parseByTheStandard } from '../../support/reference-parser.ts';
import { cutAt } from '../../support/splits.ts';
import { bytesOf } from '../../support/stream-vectors.ts';
import { runs } from '../../support/fuzz.ts';

const NAMES = [
  'headers',
  'method',
  'body',
  'credentials',
  'mode',
  'redirect',
  'referrerPolicy',
  'integrity',
  'cache',
  'fetch',
  'signal',
  'lastEventId',
  'lastEventIdParam',
  'parse',
  'eventType',
  'schemas',
  'heartbeat',
  'reconnect',
  'polling',
  'visibility',
  'dedupe',
  'debounce',
  'limits',
  'logger',
  'timeoutMs',
  'attempts',
  'initialDelayMs',
  'jitter',
  'url',
  'toEvents',
  'intervalMs',
  'waitMs',
  'maxWaitMs',
  'key',
  'edges',
  'size',
  '__proto__',
  'constructor',
  'reconect',
];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(undefined, null, true, false, 0, -1, 0.5, Number.NaN, Infinity, 1e12, '', 'json', 'text'),
    fc.constantFrom<unknown>(
      'full',
      'both',
      'GET',
      Symbol('s'),
      7n,
      [],
      () => 'a',
      () => ({}),
      new AbortController().signal,
    ),
    fc.string({ maxLength: 3 }),
    tie('record'),
  ),
  record: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
}));
const options = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 5 });

it('[O1] any options at all either make a client that can be used, or throw our error', async () => {
  const { platform } = createVirtualClock();
  let made = 0;
  fc.assert(
    fc.property(options, (given) => {
      let client: SseClient;
      try {
        client = new SseClient('/s', { ...given, platform, page: createFakePage() } as SseClientOptions);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        // Names the option, and says what would be right: not an accident of looking into something that is not there.
        expect(String(error)).toMatch(
          /^TypeError: holdfast: (?:option ".*" must be .+; got .+\.|unknown option ".*"\.)/s,
        );
        return;
      }
      made++;
      expect(client.state.phase).toBe('idle');
      client.connect().close();
      // A signal that was aborted before lets nothing begin.
      expect(['closed', 'idle']).toContain(client.state.phase);
    }),
    runs(3_000),
  );
  // Enough of both, or nothing was tried.
  expect(made).toBeGreaterThan(100);
});

describe('bytes that mean nothing, or harm', () => {
  const PIECES = [
    'data: ',
    'data:{"type":"heartbeat"',
    '{"a":',
    'event: ',
    'id: ',
    'retry: 9',
    '\n',
    '\r\n',
    '\n\n',
    ':',
    '\0',
    '\uFEFF',
    '🎉',
    '__proto__',
  ];
  const bytes = fc
    .array(fc.oneof(fc.constantFrom(...PIECES).map(bytesOf), fc.uint8Array({ maxLength: 6 })), { maxLength: 25 })
    .map((pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece])));
  const cuts = fc.array(fc.nat(80), { maxLength: 8 });
  const how = fc.record({
    parse: fc.constantFrom('json' as const, 'text' as const),
    eventType: fc.constantFrom(undefined, { field: 'type' }),
    debounce: fc.constantFrom(false as const, 50),
    dedupe: fc.constantFrom(false as const, { size: 3 }),
  });

  it('[D7] never throw out of the client, and the event after them arrives', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, cuts, how, async (noise, places, { eventType, ...chosen }) => {
        const last = bytesOf('\n\nevent: after\ndata: "ok"\n\n');
        const chunks = [...cutAt(noise, places), last];
        const fetch = async (): Promise<Response> => streamOf(chunks);
        const clock = createVirtualClock({ fetch });
        const seen: SseEvent[] = [];
        const told: string[] = [];
        const { client } = testClient({ clock, transport: fetchStream(), ...chosen, ...(eventType && { eventType }) });
        client.onAny((event) => void seen.push(event as SseEvent));
        client.lifecycle.on('invalid', ({ kind }) => void told.push(kind));
        client.connect();
        await clock.settle();
        await clock.advance(1_000);
        const { events, heartbeats } = client.metrics();
        client.close();
        expect(clock.reportedErrors).toEqual([]);
        expect(seen.find(({ type }) => type === 'after')?.data).toBe(chosen.parse === 'json' ? 'ok' : '"ok"');
        // Nothing disappears: what the standard calls an event was delivered, or somebody was told why not.
        const sent = parseByTheStandard(Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))).frames;
        const { received, delivered, duplicate, debounced, invalid } = events;
        expect(received + heartbeats).toBe(sent.filter(({ data }) => data !== undefined).length);
        expect(delivered + duplicate + debounced + invalid).toBe(received);
        expect([delivered, invalid]).toEqual([seen.length, told.length]);
      }),
      runs(600),
    );
  });
});

/** A stream that stays open after the last chunk. */
function streamOf(chunks: readonly Uint8Array[]): Response {
  const rest = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = rest.shift();
      if (!next) return new Promise(() => {});
      controller.enqueue(next);
      return undefined;
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
