import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { CommentAnswer, PurchaseDetail, WatchersAnswer } from '../../../demo/shared/purchases.ts';
import { login, refusal, somePurchase, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let dewi: Visitor;

beforeAll(async () => {
  server = await startServer();
  ayu = await login(server.origin, 'ayu');
  dewi = await login(server.origin, 'dewi');
});
afterAll(() => server.stop());

describe('comments', () => {
  const SHARP = `<img src=x onerror=alert(1)> '); DROP TABLE purchase_comment; -- \u{1f4a9} "quoted" \\`;

  it('are kept as the text they are', async () => {
    const { path } = await somePurchase(ayu, 'supply', 5);
    const { status, body } = await ayu.ask<CommentAnswer>('POST', `${path}/comments`, { json: { text: SHARP } });
    expect(status).toBe(201);
    expect(body.comment).toMatchObject({ text: SHARP, author: 'Ayu Lestari', authorId: 'ayu' });
    const { body: detail } = await dewi.get<PurchaseDetail>(path);
    expect(detail.comments).toEqual([body.comment]);
  });

  it('[D3] with the same words by the same person within 2 s are one comment', async () => {
    const { path } = await somePurchase(ayu, 'supply', 6);
    const twice = () => ayu.ask<CommentAnswer>('POST', `${path}/comments`, { json: { text: 'Double click' } });
    const answers = [await twice(), await twice()];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    await dewi.ask('POST', `${path}/comments`, { json: { text: 'Double click' } });
    expect((await ayu.get<PurchaseDetail>(path)).body.comments).toHaveLength(2);
  });
});

describe('watchers', () => {
  it('come and go by their own wish, or by an admin', async () => {
    const { path } = await somePurchase(ayu, 'feed', 7);
    const names = ({ body }: { readonly body: WatchersAnswer }): string[] => body.watchers.map(({ userId }) => userId);
    expect(names(await ayu.ask('PUT', `${path}/watchers/ayu`))).toContain('ayu');
    expect(names(await dewi.ask('PUT', `${path}/watchers/citra`))).toContain('citra');
    expect(names(await ayu.get(`${path}/watchers`))).toEqual(expect.arrayContaining(['ayu', 'citra']));
    expect(names(await ayu.ask('DELETE', `${path}/watchers/ayu`))).not.toContain('ayu');
    expect(refusal(await ayu.ask('DELETE', `${path}/watchers/citra`)).status).toBe(403);
    expect(refusal(await dewi.ask('PUT', `${path}/watchers/nobody`)).status).toBe(404);
  });
});

describe('Idempotency-Key', () => {
  const withKey = (key: string, json: unknown) => ({ headers: { 'Idempotency-Key': key }, json });

  it('gives the first answer again and does nothing', async () => {
    const { path } = await somePurchase(ayu, 'supply', 8);
    const more = withKey('key-1', { text: 'Sent, answer lost' });
    const first = await ayu.ask<CommentAnswer>('POST', `${path}/comments`, more);
    const again = await ayu.ask<CommentAnswer>('POST', `${path}/comments`, more);
    expect(first.headers.get('Idempotency-Replayed')).toBeNull();
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect((await ayu.get<PurchaseDetail>(path)).body.comments).toHaveLength(1);
  });

  it('is refused for something else, and belongs to one person', async () => {
    const { path } = await somePurchase(ayu, 'supply', 9);
    await ayu.ask('POST', `${path}/comments`, withKey('key-2', { text: 'One' }));
    expect(refusal(await ayu.ask('POST', `${path}/comments`, withKey('key-2', { text: 'Two' }))).status).toBe(422);
    expect((await dewi.ask('POST', `${path}/comments`, withKey('key-2', { text: 'Two' }))).status).toBe(201);
    expect(refusal(await ayu.ask('POST', `${path}/comments`, withKey('x'.repeat(201), { text: 'X' }))).status).toBe(
      400,
    );
  });

  it('is not spent by a refusal', async () => {
    const { path } = await somePurchase(ayu, 'supply', 10);
    expect((await ayu.ask('PATCH', '/api/purchases/supply/999', withKey('key-3', { status: 'draft' }))).status).toBe(
      404,
    );
    expect((await ayu.ask('POST', `${path}/comments`, withKey('key-3', { text: 'Now' }))).status).toBe(201);
  });
});
