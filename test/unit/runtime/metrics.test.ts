import { describe, expect, it } from 'vitest';
import type { Phase } from '../../../src/events.ts';
import { createMeter } from '../../../src/runtime/metrics.ts';

/** A meter that has lived through these phases, each at its time. */
function lived(...phases: readonly (readonly [at: number, phase: Phase | 'polled'])[]) {
  const meter = createMeter();
  for (const [at, phase] of phases) {
    if (phase === 'polled') meter.fed(at);
    else meter.phase(phase, at);
  }
  return meter;
}

it('[S3] counts streams that were opened, and those after the first', () => {
  const meter = lived([0, 'connecting'], [10, 'open'], [20, 'open'], [30, 'waiting'], [40, 'connecting'], [50, 'open']);
  expect(meter.read(60)).toMatchObject({ connections: 2, reconnects: 1 });
});

it('[S3] adds up time with an open stream, the present one included', () => {
  const meter = lived([100, 'connecting'], [110, 'open'], [210, 'waiting'], [310, 'open']);
  expect(meter.read(330)).toMatchObject({ openMs: 120, totalMs: 230 });
  expect(createMeter().read(500)).toMatchObject({ openMs: 0, totalMs: 0 });
});

it('[S3] counts by name and kind, and gives plain JSON that does not change afterwards', () => {
  const meter = createMeter();
  meter.count('attempts');
  meter.count('polls');
  meter.count('polls');
  meter.count('heartbeats');
  meter.bytes(7);
  meter.bytes(5);
  meter.events.delivered++;
  meter.failure('network');
  meter.failure('network');
  meter.failure('auth');
  const read = meter.read(0);
  const copy = structuredClone(read);
  meter.events.delivered++;
  meter.failure('auth');
  meter.phase('open', 1);
  meter.phase('waiting', 2);
  meter.phase('open', 3);
  expect(read).toEqual(copy);
  expect(JSON.parse(JSON.stringify(read))).toEqual({
    connections: 0,
    attempts: 1,
    reconnects: 0,
    failures: { network: 2, auth: 1 },
    events: { received: 0, delivered: 1, duplicate: 0, debounced: 0, invalid: 0 },
    heartbeats: 1,
    polls: 2,
    bytes: 12,
    openMs: 0,
    totalMs: 0,
    lastOutageMs: 0,
    longestOutageMs: 0,
    recoveriesMs: [],
  });
});

describe('time without a feed', () => {
  it('[S3] lasts from the loss of the stream to the next one', () => {
    const meter = lived(
      [0, 'connecting'],
      [10, 'open'],
      [100, 'waiting'],
      [150, 'connecting'],
      [160, 'waiting'],
      [400, 'open'],
    );
    expect(meter.read(500)).toMatchObject({ lastOutageMs: 300, longestOutageMs: 300, recoveriesMs: [300] });
  });

  it('[S3] is ended by a poll, and the stream after it ends nothing more', () => {
    const meter = lived(
      [0, 'open'],
      [100, 'waiting'],
      [150, 'polling'],
      [200, 'polled'],
      [300, 'polled'],
      [900, 'open'],
    );
    expect(meter.read(1_000)).toMatchObject({ recoveriesMs: [100] });
  });

  it('[S3] shows while it lasts, and tells the longest from the latest', () => {
    const meter = lived([0, 'open'], [100, 'waiting'], [400, 'open'], [500, 'waiting']);
    expect(meter.read(550)).toMatchObject({ lastOutageMs: 50, longestOutageMs: 300, recoveriesMs: [300] });
    expect(meter.read(2_000)).toMatchObject({ lastOutageMs: 1_500, longestOutageMs: 1_500 });
  });

  it.each(['paused', 'closed'] as const)('[S3] does not count what a page that is %s misses', (phase) => {
    const whileOpen = lived([0, 'open'], [100, phase], [900, 'connecting'], [910, 'open']);
    expect(whileOpen.read(1_000)).toMatchObject({ longestOutageMs: 0, recoveriesMs: [], openMs: 190 });
    const whileLost = lived([0, 'open'], [100, 'waiting'], [200, phase], [900, 'open']);
    expect(whileLost.read(1_000)).toMatchObject({ recoveriesMs: [] });
  });

  it('[S3] is remembered for the latest hundred', () => {
    const phases = Array.from({ length: 150 }, (_, n): (readonly [number, Phase])[] => [
      [n * 1_000, 'open'],
      [n * 1_000 + 500, 'waiting'],
    ]).flat();
    const meter = lived(...phases, [150_400, 'open']);
    const { recoveriesMs, longestOutageMs } = meter.read(200_000);
    expect([recoveriesMs.length, recoveriesMs.at(-1), longestOutageMs]).toEqual([100, 900, 900]);
  });
});
