import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type {
  PurchaseDetail,
  PurchaseKind,
  PurchaseRow,
  PurchaseStatusChanged,
  StatusAnswer,
  TableAnswer,
} from '../../../demo/shared/purchases.ts';
import { PURCHASE_KINDS, PURCHASE_STATUSES } from '../../../demo/shared/purchases.ts';
import { countingFrom, login, payload, refusal, seqs, somePurchase, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let dewi: Visitor;

beforeAll(async () => {
  server = await startServer();
  ayu = await login(server.origin, 'ayu');
  dewi = await login(server.origin, 'dewi');
});
afterAll(() => server.stop());

const COLUMNS = ['number', 'vendor', 'amount', 'status', 'updatedAt'];
const columns = COLUMNS.map((name, place) => `columns[${place}][data]=${name}`).join('&');
const table = async (query: string, kind: PurchaseKind = 'feed'): Promise<TableAnswer> =>
  (await ayu.get<TableAnswer>(`/api/purchases/${kind}?${columns}&${query}`)).body;
const texts = (row: PurchaseRow): string => Object.values(row).join('\n').toLowerCase();

describe('a table', () => {
  it('is paged by the database', async () => {
    const first = await table('draw=7&start=0&length=25&order[0][column]=0&order[0][dir]=asc');
    const second = await table('draw=8&start=25&length=25&order[0][column]=0&order[0][dir]=asc');
    expect(first).toMatchObject({ draw: 7, recordsTotal: 240, recordsFiltered: 240 });
    expect([...first.data, ...second.data].map((row) => Number(row.number.slice(-4)))).toEqual(countingFrom(1, 50));
    expect((await table('start=235&length=100')).data).toHaveLength(5);
  });

  it.each(COLUMNS.map((name, place) => [name, place] as const))('is ordered by %s, both ways', async (name, place) => {
    const values = async (dir: string): Promise<unknown[]> =>
      (await table(`length=100&order[0][column]=${place}&order[0][dir]=${dir}`)).data.map(
        (row) => row[name as keyof PurchaseRow],
      );
    const up = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1);
    const order = name === 'amount' ? (a: unknown, b: unknown) => Number(a) - Number(b) : up;
    const ascending = await values('asc');
    expect(ascending).toEqual(ascending.toSorted(order));
    const descending = await values('desc');
    expect(descending).toEqual(descending.toSorted((a, b) => order(b, a)));
    expect(descending[0]).not.toBe(ascending[0]);
  });

  it('is searched in every column', async () => {
    const found = await table('length=100&search[value]=maLINdo');
    expect(found.recordsFiltered).toBeGreaterThan(5);
    expect(found.recordsFiltered).toBeLessThan(found.recordsTotal);
    expect(found.data.every((row) => texts(row).includes('malindo'))).toBe(true);
    expect((await table('search[value]=in%20transit')).data.every(({ status }) => status === 'in_transit')).toBe(true);
  });

  it('is searched in one column', async () => {
    const found = await table('length=100&columns[3][search][value]=draft&search[value]=maize');
    expect(found.recordsFiltered).toBeGreaterThan(0);
    for (const row of found.data) expect(row).toMatchObject({ status: 'draft', item: 'Yellow maize' });
  });

  it('takes what is searched for as text', async () => {
    for (const word of ['%', '_', "'", "' OR 1=1 --", '\\', '"; DROP TABLE purchase; --', '*']) {
      const found = await table(`search[value]=${encodeURIComponent(word)}`);
      expect(found.data.filter((row) => !texts(row).includes(word.toLowerCase()))).toEqual([]);
      expect(found.recordsTotal, `${word}`).toBe(240);
    }
  });

  it.each([
    'order[0][column]=0&order[0][dir]=asc;DROP TABLE purchase',
    'order[0][column]=17',
    'order[0][column]=number DESC; --',
    'columns[9][data]=password&order[0][column]=9',
    'start=-1',
    'start=1e9999',
    'length=-1',
    'length=101',
    'draw=<script>',
    `search[value]=${'x'.repeat(201)}`,
  ])('refuses %s', async (query) => {
    const answer = await ayu.get(`/api/purchases/supply?${columns}&${query}`);
    expect(refusal(answer).status).toBe(400);
  });

  it('is one of three', async () => {
    for (const path of ['/api/purchases/cars', '/api/purchases/supply/999999', "/api/purchases/supply/1'--"]) {
      expect(refusal(await ayu.get(path)).status, `${path}`).toBe(404);
    }
  });
});

describe('a change of status', () => {
  it.each(PURCHASE_KINDS)('of %s is stored, and told to every other page', async (kind) => {
    const purchase = await somePurchase(ayu, kind);
    const streams = await Promise.all([dewi, ayu, dewi].map((who) => who.stream('/api/events/stream')));
    const { body } = await ayu.ask<StatusAnswer>('PATCH', purchase.path, { json: { status: purchase.to } });
    expect(body.purchase).toMatchObject({ id: purchase.id, status: purchase.to, updatedBy: 'Ayu Lestari' });
    expect((await dewi.get<PurchaseDetail>(purchase.path)).body.purchase).toEqual(body.purchase);
    for (const stream of streams) {
      const [event] = await stream.take(1);
      expect(event?.event).toBe(`${kind}_purchase_status_changed`);
      expect(payload<PurchaseStatusChanged>(event ?? { data: 'null' })).toEqual({
        seq: body.seq,
        batch_id: purchase.id,
        old_status: purchase.from,
        new_status: purchase.to,
        changed_by: 'Ayu Lestari',
        changed_by_id: 'ayu',
        changed_at: body.purchase.updatedAt,
        number: body.purchase.number,
        item: body.purchase.item,
      });
      await stream.close();
    }
  });

  it('[D3] asked again within 2 s is stored once and told once, by whomever', async () => {
    const purchase = await somePurchase(ayu, 'feed', 1);
    const stream = await dewi.stream('/api/events/stream');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        (place % 2 === 0 ? ayu : dewi).ask<StatusAnswer>('PATCH', purchase.path, { json: { status: purchase.to } }),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const changes = answers.filter(({ body }) => body.changed);
    expect(changes).toHaveLength(1);
    // The next event is the next change's: nothing was told in between.
    const other = await somePurchase(ayu, 'feed', 2);
    await ayu.ask('PATCH', other.path, { json: { status: other.to } });
    const events = (await stream.take(3)).filter(({ event }) => event === 'feed_purchase_status_changed');
    const seq = changes[0]?.body.seq ?? 0;
    expect(seqs(events).slice(0, 2)).toEqual([seq, seq + 1]);
    await stream.close();
  });

  it('[D3] back and forth within 2 s is neither told twice nor silently lost: 409, and later it is a change', async () => {
    const { path, from, to } = await somePurchase(ayu, 'livestock', 1);
    const set = (status: string) => ayu.ask<StatusAnswer>('PATCH', path, { json: { status } });
    expect((await set(to)).body.changed).toBe(true);
    expect((await set(from)).body.changed).toBe(true);
    const refused = await set(to);
    expect(refusal(refused)).toMatchObject({ status: 409 });
    expect(refused.headers.get('Retry-After')).toBe('2');
    expect((await ayu.get<PurchaseDetail>(path)).body.purchase.status).toBe(from);
    await expect.poll(async () => (await set(to)).status, { timeout: 20_000, interval: 100 }).toBe(200);
  });

  it('[D1] in bursts of 11, 15 and 18 comes in order, each once', async () => {
    const stream = await dewi.stream('/api/events/stream');
    const bursts = { supply: 11, feed: 15, livestock: 18 };
    const rows = await Promise.all(
      PURCHASE_KINDS.map(async (kind) => {
        const { body } = await ayu.get<TableAnswer>(`/api/purchases/${kind}?start=100&length=${bursts[kind]}`);
        return body.data.map((row) => ({ kind, ...row }));
      }),
    );
    const wishes = rows.flat().map((row) => ({ ...row, wanted: PURCHASE_STATUSES.find((one) => one !== row.status) }));
    await Promise.all(
      wishes.map(({ kind, id, wanted }) =>
        ayu.ask('PATCH', `/api/purchases/${kind}/${id}`, { json: { status: wanted } }),
      ),
    );
    const told: PurchaseStatusChanged[] = [];
    while (told.length < 44) {
      const [event] = await stream.take(1);
      if (event?.event !== 'dispatch_notification') told.push(payload(event ?? { data: 'null' }));
    }
    expect(told.map(({ seq }) => seq)).toEqual(countingFrom(told[0]?.seq ?? 0, 44));
    const states = (list: readonly { id: number; status: unknown }[]): string[] =>
      list.map(({ id, status }) => `${id} ${String(status)}`).toSorted();
    expect(states(told.map(({ batch_id, new_status }) => ({ id: batch_id, status: new_status })))).toEqual(
      states(wishes.map(({ id, wanted }) => ({ id, status: wanted }))),
    );
    await stream.close();
  });

  it('charges a confirmed purchase once to whoever requested it, and takes it off when it is cancelled', async () => {
    const { body } = await ayu.get<TableAnswer>(
      '/api/purchases/supply?columns[0][data]=requestedBy&columns[0][search][value]=Ayu&columns[1][data]=status&columns[1][search][value]=pending',
    );
    const purchase = body.data[0];
    const spent = async (): Promise<number> =>
      (await ayu.get<{ currentSpending: number }>('/api/periode-limit/notifications/status')).body.currentSpending;
    const before = await spent();
    const path = `/api/purchases/supply/${purchase?.id}`;
    await dewi.ask('PATCH', path, { json: { status: 'confirmed' } });
    expect(await spent()).toBe(before + (purchase?.amount ?? 0));
    await dewi.ask('PATCH', path, { json: { status: 'arrived' } });
    expect(await spent()).toBe(before + (purchase?.amount ?? 0));
    await dewi.ask('PATCH', path, { json: { status: 'cancelled' } });
    expect(await spent()).toBe(before);
  });
});
