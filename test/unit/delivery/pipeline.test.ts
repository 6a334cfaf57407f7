import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createDebounce } from '../../../src/delivery/debounce.ts';
import { isHeartbeatEvent } from '../../../src/delivery/decode.ts';
import { createDedupe } from '../../../src/delivery/dedupe.ts';
import { type Batch, createPipeline, type Outlet, type PipelineOptions } from '../../../src/delivery/pipeline.ts';
import type { SseEvent } from '../../../src/events.ts';

type Block = Batch['frames'][number];

/** A pipeline and everything it says, in order, as `what: which`. */
function pipe(options: Partial<PipelineOptions> = {}, lastEventId = '') {
  const said: string[] = [];
  const delivered: SseEvent[] = [];
  const details: unknown[] = [];
  let stale = false;
  const outlet: Outlet = {
    deliver(event) {
      delivered.push(event);
      said.push(`deliver: ${event.type}`);
    },
    heartbeat: (at) => void said.push(`heartbeat: ${at}`),
    invalid(raw, kind, issues) {
      details.push({ raw, issues });
      said.push(`invalid: ${kind}`);
    },
    suppressed: (event, by) => void said.push(`suppressed: ${event.type} by ${by}`),
    progressed: (attempt) => void said.push(`progressed: ${attempt}`),
    isStale: () => stale,
    report: (error) => void said.push(`report: ${(error as Error).message}`),
  };
  const settled: PipelineOptions = {
    parse: 'json',
    eventType: undefined,
    schemas: undefined,
    isHeartbeat: isHeartbeatEvent,
    dedupe: null,
    debounce: null,
    ...options,
  };
  const pipeline = createPipeline(settled, outlet, lastEventId);
  const take = (frame: Partial<Block>, batch: Partial<Batch> = {}, at = 0) =>
    pipeline.process(
      { data: undefined, ...frame },
      { attempt: 1, origin: 'stream', at: 0, receivedAt: 1_000, frames: [], ...batch },
      at,
    );
  return { take, said, delivered, details, pipeline, close: () => void (stale = true) };
}

const later = (check: () => Promise<StandardSchemaV1.Result<unknown>>): StandardSchemaV1 => ({
  '~standard': { version: 1, vendor: 'test', validate: check },
});

it('[D1] makes a whole event of a block', () => {
  const { take, delivered } = pipe({}, 'before');
  take({ event: 'price', data: '{"eur":3}', id: '7' });
  take({ data: 'null' });
  expect(delivered).toEqual([
    { type: 'price', data: { eur: 3 }, id: '7', lastEventId: '7', origin: 'stream', receivedAt: 1_000 },
    { type: 'message', data: null, id: undefined, lastEventId: '7', origin: 'stream', receivedAt: 1_000 },
  ]);
});

it('[P3] takes polled events decoded, and moves the same last event id with them', () => {
  const parse = (): unknown => {
    throw new Error('not asked');
  };
  const { take, delivered } = pipe({ parse });
  const data = { eur: 4 };
  take({ event: 'price', data, id: '8' }, { origin: 'poll', receivedAt: 2_000 });
  expect(delivered[0]).toEqual({ type: 'price', data, id: '8', lastEventId: '8', origin: 'poll', receivedAt: 2_000 });
  expect(delivered[0]?.data).toBe(data);
});

it('[P3] delivers a polled event that carries no data', () => {
  const { take, said } = pipe();
  take({ event: 'refresh', data: undefined }, { origin: 'poll' });
  expect(said).toEqual(['deliver: refresh']);
});

describe('the last event id', () => {
  it('[C2] moves with what is dispatched, skipped or empty', () => {
    const { take, pipeline } = pipe({}, 'start');
    const after = (frame: Partial<Block>) => {
      take(frame);
      return pipeline.lastEventId;
    };
    expect(pipeline.lastEventId).toBe('start');
    expect(after({ data: '1', id: 'event' })).toBe('event');
    expect(after({ data: '1' })).toBe('event');
    expect(after({ id: 'id only' })).toBe('id only');
    expect(after({ data: '{', id: 'unreadable' })).toBe('unreadable');
    expect(after({ id: 'too large', oversize: true })).toBe('too large');
    expect(after({ event: 'heartbeat', data: '', id: 'heartbeat' })).toBe('heartbeat');
    expect(after({ data: '1', id: '' })).toBe('');
  });

  it('[C2] does not move before a schema has answered', async () => {
    const { take, pipeline, delivered } = pipe({ schemas: { message: later(async () => ({ value: 'ok' })) } }, '1');
    const pending = take({ data: '1', id: '2' });
    expect(pipeline.lastEventId).toBe('1');
    const settle = await pending;
    expect([pipeline.lastEventId, delivered]).toEqual(['1', []]);
    settle?.();
    expect([pipeline.lastEventId, delivered[0]?.lastEventId]).toEqual(['2', '2']);
  });

  it('[D7] moves past an event that a schema refuses, sooner or later', async () => {
    const schemas = { now: v.number(), later: later(async () => ({ issues: [{ message: 'no' }] })) };
    const { take, pipeline, said } = pipe({ schemas });
    take({ event: 'now', data: '"x"', id: '1' });
    expect(pipeline.lastEventId).toBe('1');
    (await take({ event: 'later', data: '1', id: '2' }))?.();
    expect(pipeline.lastEventId).toBe('2');
    expect(said).toEqual(['invalid: schema', 'invalid: schema']);
  });
});

it('[C2] tells nothing of an event during which the client was closed, and stays before it', async () => {
  const stop = (): string => {
    world.close();
    return 'a';
  };
  const throwing = (): never => {
    stop();
    throw new Error('closed');
  };
  let world = pipe();
  const schemas = { message: later(async () => ({ value: stop() })) };
  for (const options of [
    { eventType: stop },
    { parse: stop },
    { parse: throwing },
    { isHeartbeat: throwing },
    { schemas },
  ]) {
    world = pipe(options, 'before');
    (await world.take({ data: '1', id: 'x' }))?.();
    expect([world.said, world.pipeline.lastEventId]).toEqual([[], 'before']);
  }
});

describe('what cannot be read', () => {
  const broken = (): never => {
    throw new Error('broken');
  };

  it('[D7] is reported with its kind, and the next event is read', () => {
    const cases: [Partial<PipelineOptions>, string][] = [
      [{ parse: (text) => (text === 'x' ? broken() : text) }, 'parse'],
      [
        {
          parse: 'text',
          schemas: {
            message: v.pipe(
              v.string(),
              v.check((text) => text !== 'x'),
            ),
          },
        },
        'schema',
      ],
      [{ parse: 'text', eventType: ({ data }) => (data === 'x' ? broken() : 'message') }, 'type'],
      [{ parse: 'text', isHeartbeat: ({ data }) => data === 'x' && broken() }, 'type'],
    ];
    for (const [options, kind] of cases) {
      const { take, said } = pipe(options);
      take({ data: 'x' });
      take({ data: 'y' });
      expect(said).toEqual([`invalid: ${kind}`, 'deliver: message']);
    }
  });

  it('[D7] is reported with the block as it came, and with what was thrown', () => {
    const { take, details } = pipe();
    take({ event: 'price', data: 'not json', id: '5' });
    expect(details).toEqual([
      { raw: { event: 'price', data: 'not json', id: '5' }, issues: [expect.any(SyntaxError)] },
    ]);
  });

  it('[L1] is reported without data when it was too large', () => {
    const { take, said, details } = pipe();
    take({ event: 'price', id: '5', oversize: true });
    take({ id: '6' });
    expect(said).toEqual(['invalid: too-large']);
    expect(details).toMatchObject([{ raw: { event: 'price', data: undefined, id: '5' } }]);
  });

  it('[D7] is reported when a schema throws or rejects', async () => {
    const schemas = {
      throws: { '~standard': { version: 1, vendor: 'test', validate: broken } } as StandardSchemaV1,
      rejects: later(async () => broken()),
    };
    const { take, said, details } = pipe({ schemas });
    take({ event: 'throws', data: '1' });
    (await take({ event: 'rejects', data: '1' }))?.();
    expect(said).toEqual(['invalid: schema', 'invalid: schema']);
    expect(details.map((each) => (each as { issues: Error[] }).issues[0]?.message)).toEqual(['broken', 'broken']);
  });
});

describe('heartbeats', () => {
  it('[D7] go their own way, unread', () => {
    const { take, said } = pipe({ dedupe: createDedupe(10) });
    take({ event: 'heartbeat', data: 'not json', id: '1' });
    take({ event: 'price', data: '{"type":"heartbeat"}' });
    expect(said).toEqual(['heartbeat: 1000', 'heartbeat: 1000']);
  });

  it('[D7] are what the page says they are, or nothing', () => {
    const own = pipe({ isHeartbeat: ({ data }) => data === '"tick"' });
    own.take({ data: '"tick"' });
    own.take({ event: 'heartbeat', data: '1' });
    expect(own.said).toEqual(['heartbeat: 1000', 'deliver: heartbeat']);
    const none = pipe({ isHeartbeat: false });
    none.take({ event: 'heartbeat', data: '1' });
    expect(none.said).toEqual(['deliver: heartbeat']);
  });
});

describe('names', () => {
  it('come from a function or a field, for the stream alone', () => {
    const fromFunction = pipe({ eventType: ({ event, id }) => `${event}/${id}` });
    fromFunction.take({ event: 'a', data: '1', id: '2' });
    fromFunction.take({ event: 'a', data: 1 }, { origin: 'poll' });
    expect(fromFunction.said).toEqual(['deliver: a/2', 'deliver: a']);
    const fromField = pipe({ eventType: { field: 'kind' } });
    fromField.take({ event: 'a', data: '{"kind":"b"}' });
    fromField.take({ event: 'a', data: '{"kind":2}' });
    expect(fromField.said).toEqual(['deliver: b', 'deliver: a']);
  });

  it('choose the schema', () => {
    const { take, said } = pipe({ eventType: { field: 'kind' }, schemas: { b: v.object({ ok: v.literal(true) }) } });
    take({ event: 'a', data: '{"kind":"b"}' });
    take({ event: 'b', data: '{"kind":"c"}' });
    expect(said).toEqual(['invalid: schema', 'deliver: c']);
  });

  it.each(['__proto__', 'constructor', 'toString'])('[D6] may be %s', (name) => {
    const { take, delivered } = pipe({ schemas: {}, debounce: createDebounce({} as never, () => {}) });
    take({ event: name, data: '{"__proto__":1}' });
    expect(delivered[0]?.type).toBe(name);
    expect(Object.keys(delivered[0]?.data as object)).toEqual(['__proto__']);
  });
});

describe('events that came before', () => {
  it('[D2] are told and kept, and are no progress', () => {
    const { take, said, pipeline } = pipe({ dedupe: createDedupe(10) });
    take({ data: '1', id: 'x' }, { attempt: 1 });
    take({ data: '1', id: 'y' }, { attempt: 2 });
    take({ data: '1', id: 'x' }, { attempt: 2 });
    expect(said).toEqual([
      'deliver: message',
      'progressed: 1',
      'deliver: message',
      'progressed: 2',
      'suppressed: message by dedupe',
    ]);
    expect(pipeline.lastEventId).toBe('x');
  });

  it('[B4] count as progress only on the stream, and only with an id', () => {
    const { take, said } = pipe({ dedupe: createDedupe(10) });
    take({ data: '1' });
    take({ data: '1', id: '' });
    take({ data: 1, id: 'x' }, { origin: 'poll' });
    expect(said).toEqual(['deliver: message', 'deliver: message', 'deliver: message']);
  });

  it('[D2] are recognised only if they were delivered, not if a schema refused them', () => {
    const { take, said } = pipe({ dedupe: createDedupe(10), schemas: { message: v.number() } });
    take({ data: '"bad"', id: 'x' }, { attempt: 1 });
    take({ data: '1', id: 'x' }, { attempt: 2 });
    expect(said).toEqual(['invalid: schema', 'deliver: message', 'progressed: 2']);
  });
});

describe('debouncing', () => {
  it('[D3] comes after recognition, and compares what was sent', () => {
    const suppressed: unknown[] = [];
    const debounce = createDebounce({ waitMs: 100 }, (event) => void suppressed.push(event.id));
    const { take, said } = pipe({ dedupe: createDedupe(10), debounce });
    take({ data: '{"n":1}', id: 'x' }, { attempt: 1 }, 0);
    take({ data: '{"n":1}', id: 'x' }, { attempt: 2 }, 10);
    take({ data: '{"n":1}', id: 'z' }, { attempt: 2 }, 20);
    expect(said).toEqual(['deliver: message', 'progressed: 1', 'suppressed: message by dedupe', 'progressed: 2']);
    expect(debounce.due(120)).toEqual([]);
    expect(suppressed).toEqual(['z']);
  });

  it('[D3, P3] compares polled events as they were sent', () => {
    const suppressed: unknown[] = [];
    const debounce = createDebounce({ waitMs: 100 }, (event) => void suppressed.push(event.data));
    const { take, delivered } = pipe({ debounce });
    take({ data: { n: 1 } }, { origin: 'poll' }, 0);
    take({ data: { n: 1 } }, { origin: 'poll' }, 10);
    expect(debounce.due(1_000)).toEqual([]);
    expect([delivered.length, suppressed]).toEqual([1, [{ n: 1 }]]);
  });

  it('[D3] loses nothing to a key that throws', () => {
    const key = (): string => {
      throw new Error('no key');
    };
    const { take, said } = pipe({ debounce: createDebounce({ waitMs: 100, key }, () => {}) });
    take({ data: '1' });
    take({ data: '2' });
    expect(said).toEqual(['report: no key', 'deliver: message', 'report: no key', 'deliver: message']);
  });
});

it('[D7] reports an event whose type is no string', () => {
  const { take, said } = pipe({ eventType: () => undefined as never });
  take({ data: '1', event: 'a' });
  expect(said).toEqual(['invalid: type']);
});
