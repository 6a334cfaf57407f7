import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLog, LoggedEvent } from '../../../demo/server/events/event-log.ts';
import { createHub } from '../../../demo/server/events/hub.ts';
import { placeOf } from '../../../demo/server/events/place.ts';
import { spendingSubscription } from '../../../demo/server/events/subscription.ts';
import { type Bucket, refill } from '../../../demo/server/http/rate-limit.ts';
import { decideStatus } from '../../../demo/server/purchases/status-change.ts';
import { judge, periodOf } from '../../../demo/server/spending/spending-book.ts';
import { PURCHASE_STATUSES } from '../../../demo/shared/purchases.ts';

describe('the place of a reader', () => {
  it('[D4] is where it asked, or the end and said so; what it has not seen is never passed over silently', () => {
    const numbers = fc.record({
      head: fc.nat(1_000),
      kept: fc.nat(1_000),
      asked: fc.nat(1_000),
      replayEvents: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(numbers, ({ head, kept, asked, replayEvents }) => {
        fc.pre(asked <= head);
        const pruned = Math.max(0, head - kept);
        const place = placeOf(String(asked), { head, pruned, replayEvents });
        expect(place.id).toBe(place.resync ? head : asked);
        expect(place.resync).toBe(asked < pruned || head - asked > replayEvents);
      }),
    );
  });
});

describe('a change of status', () => {
  it('[D3] is one when the status is another, and was not given within the last 2 s', () => {
    const status = fc.constantFrom(...PURCHASE_STATUSES);
    fc.assert(
      fc.property(status, status, fc.option(fc.integer({ min: 0, max: 5_000 })), (current, wanted, agoMs) => {
        const now = 1_000_000;
        const decision = decideStatus(current, wanted, agoMs === null ? undefined : now - agoMs, now);
        if (current === wanted) expect(decision).toBe('nothing');
        else expect(decision).toBe(agoMs !== null && agoMs < 2_000 ? 'too-soon' : 'change');
      }),
    );
  });
});

describe('a rate limit', () => {
  it('lets through a burst of a minute, and never more than that and what time gives', () => {
    const perMinute = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(perMinute, fc.array(fc.nat(2_000), { maxLength: 300 }), (limit, pauses) => {
        let bucket: Bucket | undefined;
        let now = 5_000;
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          const { permits, at } = refill(bucket, limit, now);
          expect(permits).toBeLessThanOrEqual(limit);
          taken += permits >= 1 ? 1 : 0;
          bucket = { permits: permits >= 1 ? permits - 1 : permits, at };
        }
        expect(taken).toBeLessThanOrEqual(limit + ((now - 5_000) * limit) / 60_000 + 1e-6);
        expect(taken).toBeGreaterThanOrEqual(Math.min(limit, pauses.length));
      }),
    );
  });

  it('does not gain when the clock is set back', () => {
    expect(refill({ permits: 0, at: 60_000 }, 60, 0)).toEqual({ permits: 0, at: 0 });
  });
});

describe('spending', () => {
  it('is an alert from exactly the percentage on', () => {
    const at = (currentSpending: number) => judge({ maxLimit: 1_000, alertPercentage: 80, currentSpending });
    expect([at(799).isAlert, at(800).isAlert]).toEqual([false, true]);
    expect(at(1_234.56).currentPercentage).toBe(123.5);
    expect(judge({ maxLimit: 0, alertPercentage: 80, currentSpending: 5 })).toEqual({
      currentPercentage: 0,
      isAlert: false,
    });
  });

  it.each([
    ['2026-02-14', '2026-02-01', '2026-02-28'],
    ['2028-02-29', '2028-02-01', '2028-02-29'],
    ['2026-12-31', '2026-12-01', '2026-12-31'],
  ])('of %s belongs to %s – %s', (day, start, end) => {
    const period = periodOf(Date.parse(`${day}T23:59:59.999Z`));
    expect([period.start, period.end]).toEqual([start, end]);
    expect(period.to - period.from).toBeGreaterThan(27 * 86_400_000);
  });
});

describe('a reader whose bytes nobody takes for a minute', () => {
  it('[H2] is dropped at the next beat, however little it is behind', async () => {
    const events: LoggedEvent[] = [];
    const log: EventLog = {
      append: () => undefined,
      after: (id) => events.filter((event) => event.id > id),
      allAfter: (id) => events.filter((event) => event.id > id),
      head: () => events.length,
      pruned: () => 0,
    };
    let now = 1;
    const hub = createHub(log, 1_000, () => now);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    client.pause();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    const connection = hub.add(response, {
      sessionId: 'session',
      subscription: spendingSubscription('ayu'),
      from: 0,
      greeting: '',
    });
    connection.catchUp(log, now);
    const data = JSON.stringify('x'.repeat(1_000_000));
    while (connection.blockedSince === 0) {
      events.push({ id: events.length + 1, name: 'spending_notification', userId: 'ayu', roomId: null, data });
      hub.pump();
    }
    now += 60_000;
    hub.beat(['spending']);
    expect(hub.count()).toBe(1);
    now += 1;
    hub.beat(['spending']);
    expect(hub.count()).toBe(0);
    expect(response.destroyed).toBe(true);
    client.destroy();
    server.close();
  });
});
