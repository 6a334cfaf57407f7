import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { EventsAnswer } from '../../../demo/shared/events.ts';
import type { FaultAnswer, FaultName, FaultsAnswer } from '../../../demo/shared/faults.ts';
import { ask, countingFrom, login, payload, refusal, seqs, type Visitor, visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
/** The same person in another browser: no fault of the first concerns it. */
let elsewhere: Visitor;

beforeAll(async () => {
  server = await startServer();
  ayu = await login(server.origin, 'ayu');
  elsewhere = await login(server.origin, 'ayu');
});
afterAll(() => server.stop());

const STREAM = '/api/events/stream';
const fault = async (name: FaultName | 'clear', query = ''): Promise<FaultAnswer> =>
  (await ayu.ask<FaultAnswer>('POST', `/api/faults/${name}${query}`)).body;
const active = async (who = ayu): Promise<readonly string[]> =>
  (await who.get<FaultsAnswer>('/api/faults')).body.active.map(({ name }) => name);
const head = async (): Promise<string> => (await ayu.get<EventsAnswer>('/api/events')).body.lastEventId;
/** The next change of a purchase. */
async function nextSeq(stream: Awaited<ReturnType<Visitor['stream']>>): Promise<number> {
  for (;;) {
    const [event] = await stream.take(1);
    if (event?.event?.endsWith('_purchase_status_changed')) return payload<{ seq: number }>(event).seq;
  }
}

describe('a fault', () => {
  it('[C6] drop: cuts the streams of this session in the middle, and what happens then is there to be replayed', async () => {
    const before = await head();
    const [own, other] = [await ayu.stream(STREAM), await elsewhere.stream(STREAM)];
    const { proofSeq } = await fault('drop');
    expect((await own.rest()).isCut).toBe(true);
    expect(await nextSeq(other)).toBe(proofSeq);
    const back = await ayu.stream(STREAM, before);
    expect(await nextSeq(back)).toBe(proofSeq);
    await back.close();
    await other.close();
  });

  it('[H2] stall: an open stream goes silent while a new one is fed, and is given all it missed', async () => {
    const silent = await ayu.stream(STREAM);
    const { proofSeq, active: lasting } = await fault('stall');
    expect(lasting.map(({ name }) => name)).toEqual(['stall']);
    expect(await active(elsewhere)).toEqual([]);
    const lively = await ayu.stream(STREAM);
    await fault('burst');
    expect(await nextSeq(lively)).toBe(proofSeq + 1);
    await fault('clear');
    expect(await nextSeq(silent)).toBe(proofSeq);
    expect(await nextSeq(silent)).toBe(proofSeq + 1);
    await silent.close();
    await lively.close();
  });

  it('[B2] unavailable: streams answer 503 with Retry-After while polling goes on, until cleared', async () => {
    const open = await ayu.stream(STREAM);
    await fault('unavailable');
    expect((await open.rest()).isCut).toBe(true);
    const refused = await ayu.get(STREAM);
    expect(refusal(refused).status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect((await ayu.get('/api/events')).status).toBe(200);
    await (await elsewhere.stream(STREAM)).close();
    await fault('clear');
    await (await ayu.stream(STREAM)).close();
  });

  it('[C5] buffer: new streams are answered and hold their bytes back until it is over', async () => {
    const before = await head();
    const { proofSeq } = await fault('buffer', '?seconds=0.5');
    const stream = await ayu.stream('/api/periode-limit/notifications/stream', before);
    const page = await ayu.stream(STREAM, before);
    expect(await active()).toEqual(['buffer']);
    expect(await nextSeq(page)).toBe(proofSeq);
    expect((await stream.take(1))[0]?.event).toBe('connected');
    expect(await active()).toEqual([]);
    await page.close();
    await stream.close();
  });

  it('[D1] burst: 11, 15 and 18 changes at once, each once and in order', async () => {
    const stream = await ayu.stream(STREAM);
    const { proofSeq } = await fault('burst');
    const events: { readonly event?: string | undefined; readonly data: string }[] = [];
    while (events.length < 44) {
      const [event] = await stream.take(1);
      if (event !== undefined && event.event !== 'dispatch_notification') events.push(event);
    }
    expect(seqs(events)).toEqual(countingFrom(proofSeq - 43, 44));
    const count = (kind: string): number => events.filter(({ event }) => event?.startsWith(kind)).length;
    expect([count('supply'), count('feed'), count('livestock')]).toEqual([11, 15, 18]);
    expect(new Set(events.map((event) => payload<{ batch_id: number }>(event).batch_id)).size).toBe(44);
    await stream.close();
  });

  it('[A2] unauthorized: the token is refused, and the cookie gives the next', async () => {
    const someone = await login(server.origin, 'bagus');
    const stream = await someone.stream(STREAM);
    await someone.ask('POST', '/api/faults/unauthorized');
    expect((await stream.rest()).isCut).toBe(true);
    expect((await someone.get('/api/faults')).status).toBe(401);
    expect((await ayu.get('/api/faults')).status).toBe(200);
    const { body } = await ask<typeof someone.session>(server.origin, 'POST', '/api/token', {
      json: { account: 'bagus' },
      headers: { Cookie: someone.cookie },
    });
    expect((await visitor(server.origin, body, someone.cookie).get('/api/faults')).status).toBe(200);
  });

  it('that is none is 404, and one that lasts too long 400', async () => {
    expect(refusal(await ayu.ask('POST', '/api/faults/fire')).status).toBe(404);
    for (const seconds of ['0', '-1', '301', 'x', '1e9', 'NaN']) {
      expect(refusal(await ayu.ask('POST', `/api/faults/stall?seconds=${seconds}`)).status, `${seconds}`).toBe(400);
    }
    expect(await active()).toEqual([]);
  });
});

describe('restart', () => {
  it('[C6] cuts everything, comes back on its port with its data, and takes the cookie but no old token', async () => {
    await fault('stall', '?seconds=1');
    const before = await head();
    const stream = await ayu.stream(STREAM);
    const { proofSeq } = await fault('restart', '?seconds=0.5');
    expect((await stream.rest()).isCut).toBe(true);
    const status = async (): Promise<number> => {
      try {
        return (await ayu.get('/api/faults')).status;
      } catch {
        return 0;
      }
    };
    await expect.poll(status, { timeout: 30_000, interval: 20 }).toBe(0);
    await expect.poll(status, { timeout: 30_000, interval: 20 }).toBe(401);
    const { body } = await ask<typeof ayu.session>(server.origin, 'POST', '/api/token', {
      json: { account: 'ayu' },
      headers: { Cookie: ayu.cookie },
    });
    const back = visitor(server.origin, body, ayu.cookie);
    const resumed = await back.stream(STREAM, before);
    expect(resumed.headers.get('Last-Event-ID')).toBeNull();
    expect(await nextSeq(resumed)).toBe(proofSeq);
    await resumed.close();
    // What was to happen later in the old life does not happen in the new one.
    await back.ask('POST', '/api/faults/buffer?seconds=1.5');
    await expect.poll(() => active(back), { timeout: 20_000 }).toEqual([]);
  });
});
