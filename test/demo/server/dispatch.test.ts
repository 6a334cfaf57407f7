import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { DispatchNotification, DispatchOutcome, DispatchReport } from '../../../demo/shared/dispatch.ts';
import type { CommentAnswer, PurchaseDetail, StatusAnswer } from '../../../demo/shared/purchases.ts';
import { login, notificationsOf, ownDatabase, payload, refusal, somePurchase, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let bagus: Visitor;
let dewi: Visitor;

beforeAll(async () => {
  server = await startServer();
  [ayu, bagus, dewi] = await Promise.all([
    login(server.origin, 'ayu'),
    login(server.origin, 'bagus'),
    login(server.origin, 'dewi'),
  ]);
});
afterAll(() => server.stop());

/** A purchase that exactly these people watch. */
async function watchedBy(place: number, userIds: readonly string[]): Promise<{ path: string; id: number; to: string }> {
  const purchase = await somePurchase(ayu, 'supply', place);
  const { body } = await dewi.get<PurchaseDetail>(purchase.path);
  for (const { userId } of body.watchers) await dewi.ask('DELETE', `${purchase.path}/watchers/${userId}`);
  for (const userId of userIds) await dewi.ask('PUT', `${purchase.path}/watchers/${userId}`);
  return purchase;
}
const comment = (who: Visitor, path: string, text: string, key?: string) =>
  who.ask<CommentAnswer>('POST', `${path}/comments`, {
    json: { text },
    ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
  });
const report = async (): Promise<DispatchReport> => (await dewi.get<DispatchReport>('/api/dispatch/report')).body;
/** The server's own file, from outside. */
function inFile<Result>(act: (db: DatabaseSync) => Result): Result {
  const db = new DatabaseSync(server.database, { timeout: 5_000 });
  try {
    return act(db);
  } finally {
    db.close();
  }
}

describe('a dispatch', () => {
  it('tells every watcher but the one who caused it: stored, and as an event to each alone', async () => {
    const { path, id } = await watchedBy(20, ['ayu', 'bagus', 'dewi']);
    const streams = await Promise.all([ayu, bagus, dewi].map((who) => who.stream('/api/events/stream')));
    const { body } = await comment(ayu, path, '<i>Please</i> confirm');
    expect(body.dispatch).toMatchObject({ status: 'completed', recipients: 2, error: null });
    const [own, ...others] = streams;
    for (const [place, who] of [bagus, dewi].entries()) {
      const [event] = (await others[place]?.take(1)) ?? [];
      expect(event?.event).toBe('dispatch_notification');
      const told = payload<DispatchNotification>(event ?? { data: '' });
      expect(told).toMatchObject({
        dispatchId: body.dispatch.dispatchId,
        type: 'comment_added',
        kind: 'supply',
        batch_id: id,
        body: '<i>Please</i> confirm',
        actor: 'Ayu Lestari',
      });
      expect((await notificationsOf(who, id))[0]).toEqual(told);
    }
    expect(await notificationsOf(ayu, id)).toEqual([]);
    // The next thing on her stream is the next thing that concerns her.
    await comment(dewi, path, 'Done');
    expect(payload<DispatchNotification>((await own?.take(1))?.[0] ?? { data: '' }).body).toBe('Done');
    for (const stream of streams) await stream.close();
  });

  it('tells of a change of status as well', async () => {
    const { path, id, to } = await watchedBy(21, ['bagus']);
    const { body } = await ayu.ask<StatusAnswer>('PATCH', path, { json: { status: to } });
    expect(body.dispatch).toMatchObject({ status: 'completed', recipients: 1 });
    expect(await notificationsOf(bagus, id)).toMatchObject([{ type: 'status_changed', actor: 'Ayu Lestari' }]);
  });

  it('asked for 50 times at once with one key is one', async () => {
    const { path, id } = await watchedBy(22, ['bagus', 'dewi']);
    const answers = await Promise.all(Array.from({ length: 50 }, () => comment(ayu, path, 'Only once', 'key-50')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
    expect(await notificationsOf(bagus, id)).toHaveLength(1);
    expect(await notificationsOf(dewi, id)).toHaveLength(1);
    expect((await ayu.get<PurchaseDetail>(path)).body.comments).toHaveLength(1);
    expect((await report()).duplicates).toEqual([]);
  });

  it('asked for 50 times at once without a key is one as well: it is the same comment', async () => {
    const { path, id } = await watchedBy(23, ['bagus']);
    const answers = await Promise.all(Array.from({ length: 50 }, () => comment(ayu, path, 'Impatient clicks')));
    expect(new Set(answers.map(({ body }) => body.dispatch.dispatchId)).size).toBe(1);
    expect(await notificationsOf(bagus, id)).toHaveLength(1);
  });

  it('asked for by two processes on one file at once is one', async () => {
    const other = await startServer({ DATABASE: server.database });
    try {
      const { path, id } = await watchedBy(24, ['bagus']);
      const there = await login(other.origin, 'ayu');
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, place) => comment(place % 2 === 0 ? ayu : there, path, 'Twice over', 'key-two')),
      );
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(await notificationsOf(bagus, id)).toHaveLength(1);
    } finally {
      expect(await other.stop()).toBe(0);
    }
  });

  it('has a watcher who comes meanwhile in or out, and counts right', async () => {
    const { path, id } = await watchedBy(25, ['dewi']);
    for (let round = 0; round < 20; round += 1) {
      const before = (await notificationsOf(bagus, id)).length;
      const [, { body }] = await Promise.all([
        bagus.ask('PUT', `${path}/watchers/bagus`),
        comment(ayu, path, `Round ${round}`),
      ]);
      const told = (await notificationsOf(bagus, id)).length - before;
      expect(body.dispatch.recipients).toBe(1 + told);
      await bagus.ask('DELETE', `${path}/watchers/bagus`);
    }
  });
});

describe('a dispatch that fails for one recipient', () => {
  const breakMailbox = (userId: string): void =>
    inFile((db) =>
      db.exec(`CREATE TRIGGER full_mailbox BEFORE INSERT ON notification WHEN new.user_id = '${userId}'
               BEGIN SELECT RAISE(ABORT, 'The mailbox is full'); END`),
    );
  const mendMailbox = (): void => inFile((db) => db.exec('DROP TRIGGER full_mailbox'));

  it('tells nobody, says why, and is told whole when it is retried', async () => {
    const { path, id } = await watchedBy(26, ['bagus', 'dewi', 'citra']);
    const citra = await login(server.origin, 'citra');
    const eventsBefore = (await bagus.get<{ lastEventId: string }>('/api/notifications')).body.lastEventId;
    breakMailbox('citra');
    let failed: DispatchOutcome;
    try {
      const { status, body } = await comment(ayu, path, 'To all three');
      expect(status).toBe(201);
      failed = body.dispatch;
      expect(failed).toMatchObject({ status: 'failed', recipients: 0, error: 'The mailbox is full' });
      for (const who of [bagus, dewi, citra]) expect(await notificationsOf(who, id)).toEqual([]);
      expect((await bagus.get<{ events: unknown[] }>(`/api/events?after=${eventsBefore}`)).body.events).toEqual([]);
      // The comment stands, the report knows, and a retry that fails changes nothing.
      expect((await ayu.get<PurchaseDetail>(path)).body.comments).toHaveLength(1);
      const retried = await ayu.ask<DispatchOutcome>('POST', `/api/dispatch/${failed.dispatchId}/retry`);
      expect(retried.body).toEqual(failed);
      const entry = (await report()).failedLastHour.find(({ dispatchId }) => dispatchId === failed.dispatchId);
      expect(entry).toMatchObject({
        batch_id: id,
        actor: 'Ayu Lestari',
        completedAt: null,
        error: 'The mailbox is full',
      });
    } finally {
      mendMailbox();
    }
    const retry = (who: Visitor) => who.ask<DispatchOutcome>('POST', `/api/dispatch/${failed.dispatchId}/retry`);
    expect(refusal(await retry(bagus)).status).toBe(403);
    expect((await retry(dewi)).body).toMatchObject({ status: 'completed', recipients: 3, error: null });
    for (const who of [bagus, dewi, citra]) expect(await notificationsOf(who, id)).toHaveLength(1);
    expect(refusal(await retry(ayu)).status).toBe(409);
    expect((await report()).failedLastHour).toEqual([]);
  });

  it('retried 20 times at once is told once', async () => {
    const { path, id } = await watchedBy(27, ['bagus']);
    breakMailbox('bagus');
    const { dispatch } = (await comment(ayu, path, 'Again')).body;
    mendMailbox();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ayu.ask('POST', `/api/dispatch/${dispatch.dispatchId}/retry`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await notificationsOf(bagus, id)).toHaveLength(1);
  });

  it('is unknown by another id', async () => {
    expect(refusal(await dewi.ask('POST', `/api/dispatch/${'0'.repeat(64)}/retry`)).status).toBe(404);
    expect(refusal(await dewi.ask('POST', "/api/dispatch/' OR 1=1/retry")).status).toBe(404);
  });
});

describe('the report', () => {
  it('has the times of each type, what hangs, and no duplicates', async () => {
    const { path } = await watchedBy(28, ['bagus']);
    const { dispatchId } = (await comment(ayu, path, 'Hangs')).body.dispatch;
    inFile((db) =>
      db
        .prepare(
          `UPDATE notification_dispatch_log SET status = 'pending', completed_at = NULL, created_at = created_at - 301000
           WHERE dispatch_id = ?`,
        )
        .run(dispatchId),
    );
    await comment(ayu, path, 'Does not hang');
    const { byType, pendingOverFiveMinutes, duplicates, latest } = await report();
    expect(pendingOverFiveMinutes.map((entry) => entry.dispatchId)).toEqual([dispatchId]);
    expect(duplicates).toEqual([]);
    expect(latest.length).toBeGreaterThan(1);
    const comments = byType.find(({ type }) => type === 'comment_added');
    expect(comments?.count).toBeGreaterThan(0);
    expect(comments?.averageMs).toBeGreaterThan(0);
    expect(comments?.maxMs).toBeGreaterThanOrEqual(comments?.averageMs ?? 0);
  });

  it('forgets what is older than the retention, notifications with it', async () => {
    const own = await ownDatabase();
    try {
      const first = await startServer({ DATABASE: own.path });
      const writer = await login(first.origin, 'ayu');
      const purchase = await somePurchase(writer, 'supply', 2);
      await writer.ask('POST', `${purchase.path}/comments`, { json: { text: 'Old' } });
      await first.stop();
      const db = new DatabaseSync(own.path);
      const count = (table: string): unknown => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];
      expect([count('notification_dispatch_log'), count('notification')]).toEqual([1, 1]);
      db.exec('UPDATE notification_dispatch_log SET created_at = created_at - 3 * 86400000');
      const second = await startServer({ DATABASE: own.path, KEEP_DAYS: '2' });
      expect([count('notification_dispatch_log'), count('notification')]).toEqual([0, 0]);
      db.close();
      await second.stop();
    } finally {
      await own.remove();
    }
  });
});

describe('notifications', () => {
  it('are the newest 50 at most, newest first', async () => {
    const { path, id } = await watchedBy(29, ['bagus']);
    for (let place = 0; place < 55; place += 1) await comment(ayu, path, `Number ${place}`);
    const told = await notificationsOf(bagus, id);
    expect(told).toHaveLength(50);
    expect(told.map(({ body }) => body).slice(0, 2)).toEqual(['Number 54', 'Number 53']);
    expect(refusal(await bagus.get('/api/notifications?limit=51')).status).toBe(400);
    expect(
      (await bagus.get<{ notifications: unknown[] }>('/api/notifications?limit=3')).body.notifications,
    ).toHaveLength(3);
  });
});
