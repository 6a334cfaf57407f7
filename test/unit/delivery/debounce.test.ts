import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDebounce, type Debounce } from '../../../src/delivery/debounce.ts';
import type { SseEvent } from '../../../src/events.ts';
import type { DebounceOptions } from '../../../src/options.ts';
import { runs } from '../../support/fuzz.ts';

interface Said {
  readonly at: number;
  readonly data: string;
}

const event = (data: unknown, type = 'a'): SseEvent => ({
  type,
  data,
  id: undefined,
  lastEventId: '',
  origin: 'stream',
  receivedAt: 0,
});

/** A debounce that is driven as a client drives it: what is due is taken at its time, before what comes then. */
function drive(options: DebounceOptions<object>) {
  const suppressed: unknown[] = [];
  const said: (readonly [at: number, data: unknown])[] = [];
  const debounce = createDebounce(options, ({ data }) => void suppressed.push(data));
  const until = (end: number): void => {
    for (let at = debounce.dueAt(); at !== null && at <= end; at = debounce.dueAt()) {
      for (const { data } of debounce.due(at)) said.push([at, data]);
    }
  };
  const push = (at: number, data: unknown, type = 'a', payload: unknown = data): void => {
    until(at);
    if (debounce.push(event(data, type), payload, at)) said.push([at, data]);
  };
  return { debounce, push, until, said, suppressed };
}

describe('edges', () => {
  it('[D3] gives the first at once and the latest at the end of the window', () => {
    const { push, until, said, suppressed } = drive({ waitMs: 100 });
    push(0, 'first');
    push(50, 'second');
    push(90, 'third');
    until(1_000);
    expect(said).toEqual([
      [0, 'first'],
      [190, 'third'],
    ]);
    expect(suppressed).toEqual(['second']);
  });

  it('[D3] gives one that stays alone once', () => {
    const { push, until, said, suppressed, debounce } = drive({ waitMs: 100 });
    push(0, 'only');
    until(1_000);
    push(1_000, 'again');
    expect(said).toEqual([
      [0, 'only'],
      [1_000, 'again'],
    ]);
    until(2_000);
    expect([suppressed, debounce.dueAt()]).toEqual([[], null]);
  });

  it('[D3] keeps what follows a latest at its distance', () => {
    const { push, until, said } = drive({ waitMs: 100 });
    for (const at of [0, 50, 160, 170]) push(at, `at ${at}`);
    until(1_000);
    expect(said).toEqual([
      [0, 'at 0'],
      [150, 'at 50'],
      [270, 'at 170'],
    ]);
  });

  it('[D3] gives only the first of a window with the leading edge', () => {
    const { push, until, said, suppressed } = drive({ waitMs: 100, edges: 'leading' });
    for (const at of [0, 50, 149, 249]) push(at, `at ${at}`);
    until(1_000);
    expect(said).toEqual([
      [0, 'at 0'],
      [249, 'at 249'],
    ]);
    expect(suppressed).toEqual(['at 50', 'at 149']);
  });

  it('[D3] gives only the latest of a window with the trailing edge', () => {
    const { push, until, said, suppressed } = drive({ waitMs: 100, edges: 'trailing' });
    for (const at of [0, 50]) push(at, `at ${at}`);
    until(1_000);
    push(1_000, 'alone');
    until(2_000);
    expect(said).toEqual([
      [150, 'at 50'],
      [1_100, 'alone'],
    ]);
    expect(suppressed).toEqual(['at 0']);
  });
});

describe('a steady stream', () => {
  it('[D3] is let through every maxWaitMs', () => {
    const { push, until, said } = drive({ waitMs: 100, maxWaitMs: 250 });
    for (let at = 0; at <= 600; at += 50) push(at, at);
    until(2_000);
    // A window that opens with a delivery closes 250 ms later at the latest.
    expect(said).toEqual([
      [0, 0],
      [250, 200],
      [500, 450],
      [700, 600],
    ]);
  });

  it('[D3] is let through after five waits unless told otherwise, and never sooner than one', () => {
    const steady = (options: DebounceOptions<object>, end: number) => {
      const { push, said } = drive(options);
      for (let at = 0; at <= end; at += 10) push(at, at);
      return said.map(([at]) => at);
    };
    expect(steady({ waitMs: 100 }, 1_000)).toEqual([0, 500, 1_000]);
    expect(steady({ waitMs: 100, maxWaitMs: 20 }, 200)).toEqual([0, 100, 200]);
  });
});

describe('the same payload', () => {
  it('[D3] is not delivered twice in a window', () => {
    const { push, until, said, suppressed } = drive({ waitMs: 100 });
    push(0, 'x');
    push(10, 'y');
    push(20, 'x');
    until(1_000);
    expect(said).toEqual([[0, 'x']]);
    expect(suppressed).toEqual(['y', 'x']);
  });

  it('[D3] is told by what was sent, not by what it was decoded to', () => {
    const { push, until, said } = drive({ waitMs: 100 });
    push(0, { n: 1 }, 'a', '{"n":1}');
    push(10, { n: 1 }, 'a', '{"n":1}');
    push(200, { n: 1 }, 'a', '{"n":1}');
    push(210, { n: 1 }, 'a', '{"n":1,"more":true}');
    until(1_000);
    expect(said.map(([at]) => at)).toEqual([0, 200, 310]);
  });

  it('[D3] is delivered again in another window', () => {
    const { push, until, said } = drive({ waitMs: 100 });
    push(0, 'x');
    push(100, 'x');
    until(1_000);
    expect(said).toEqual([
      [0, 'x'],
      [100, 'x'],
    ]);
  });
});

describe('keys and rules', () => {
  it('[D3] gives each key a window of its own, and each type', () => {
    const { push, until, said } = drive({ waitMs: 100, key: ({ data }) => String(data).slice(0, 1) });
    push(0, 'a1');
    push(10, 'b1');
    push(20, 'a2');
    push(30, 'a1', 'other');
    until(1_000);
    expect(said).toEqual([
      [0, 'a1'],
      [10, 'b1'],
      [30, 'a1'],
      [120, 'a2'],
    ]);
  });

  it('[D3] holds only the types that have a rule', () => {
    const { push, until, said } = drive({ held: { waitMs: 100 }, free: false } as DebounceOptions<object>);
    for (const type of ['held', 'free', 'unnamed', 'constructor', '__proto__']) {
      push(0, `${type} 1`, type);
      push(0, `${type} 2`, type);
    }
    until(1_000);
    expect(said.at(-1)).toEqual([100, 'held 2']);
    expect(said.map(([, data]) => data)).toHaveLength(10);
  });

  it.each(['constructor', '__proto__', 'toString'])('[D6] takes a rule for an event named %s', (type) => {
    const rules = Object.fromEntries([[type, { waitMs: 100 }]]) as DebounceOptions<object>;
    const { push, until, said } = drive(rules);
    for (const data of [1, 2, 3]) push(0, data, type);
    until(1_000);
    expect(said).toEqual([
      [0, 1],
      [100, 3],
    ]);
  });

  it('[D3] lets a key throw to its caller, and holds nothing for it', () => {
    const key = (): string => {
      throw new Error('no key');
    };
    const debounce = createDebounce({ waitMs: 100, key }, () => {});
    expect(() => debounce.push(event(1), 1, 0)).toThrow('no key');
    expect([debounce.dueAt(), debounce.flush()]).toEqual([null, []]);
  });
});

describe('flush', () => {
  const held = (): { debounce: Debounce; suppressed: unknown[] } => {
    const { debounce, push, suppressed } = drive({ waitMs: 100, key: ({ data }) => String(data).slice(0, 1) });
    for (const data of ['a1', 'b1', 'c1', 'b2', 'a2', 'c1']) push(0, data);
    return { debounce, suppressed };
  };

  it('[D3] gives everything held back in the order of its windows, but for what was said already', () => {
    expect(
      held()
        .debounce.flush()
        .map(({ data }) => data),
    ).toEqual(['a2', 'b2']);
  });

  it('[D3] leaves nothing behind', () => {
    const { debounce } = held();
    debounce.flush();
    expect([debounce.dueAt(), debounce.due(10_000), debounce.flush()]).toEqual([null, [], []]);
    expect(debounce.push(event('a3'), 'a3', 0)).toBe(true);
  });
});

/** The same by going through all pushes of one key with the whole list in hand. */
function naive(pushes: readonly Said[], waitMs: number, maxMs: number, edges: string): Said[] {
  const said: Said[] = [];
  let rest = pushes;
  let open: { at: number; shown?: string } | null = null;
  while (rest.length > 0) {
    const first = rest[0] as Said;
    if (!open) {
      open = { at: first.at };
      if (edges !== 'trailing') {
        said.push(first);
        open.shown = first.data;
        rest = rest.slice(1);
      }
    }
    const limit = open.at + Math.max(waitMs, maxMs);
    let end: number = open.at + waitMs;
    let latest: Said | undefined;
    for (let next = rest[0]; next && next.at < end; next = rest[0]) {
      latest = next;
      end = Math.min(next.at + waitMs, limit);
      rest = rest.slice(1);
    }
    const tells: boolean = edges !== 'leading' && latest !== undefined && latest.data !== open.shown;
    if (tells && latest) said.push({ at: end, data: latest.data });
    open = tells && latest ? { at: end, shown: latest.data } : null;
  }
  return said;
}

it('[D3] agrees with a look at the whole list, whatever comes when', () => {
  const pushes = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '3')),
    { maxLength: 40 },
  );
  const edges = fc.constantFrom('both', 'leading', 'trailing');
  fc.assert(
    fc.property(
      pushes,
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 0, max: 200 }),
      edges,
      (steps, waitMs, maxWaitMs, edge) => {
        const { push, until, said, suppressed } = drive({
          waitMs,
          maxWaitMs,
          edges: edge as 'both',
          key: ({ data }) => String(data).slice(0, 1),
        });
        const given: Said[] = [];
        let at = 0;
        for (const [gap, key, payload] of steps) {
          at += gap;
          given.push({ at, data: key + payload });
          push(at, key + payload);
        }
        until(at + 10_000);
        for (const key of ['x', 'y']) {
          const mine = given.filter(({ data }) => data.startsWith(key));
          const got = said
            .filter(([, data]) => String(data).startsWith(key))
            .map(([when, data]) => ({ at: when, data }));
          expect(got).toEqual(naive(mine, waitMs, maxWaitMs, edge));
        }
        expect(said.length + suppressed.length).toBe(given.length);
      },
    ),
    runs(500),
  );
});
