import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import type { PollAnswer } from '../../demo/shared/demo-events.ts';
import { bearer, readEvents, seqs, take, takeToken } from './http-client.ts';

let server: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startServer({ FEED_INTERVAL_MS: '50', LOG_CAPACITY: '1200' });
  token = await takeToken(server.origin);
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = bearer(token)): Promise<Response> =>
  fetch(server.origin + path, { headers });
const poll = async (path = '/api/notifications/status'): Promise<PollAnswer> =>
  (await (await get(path)).json()) as PollAnswer;
const fault = async (name: string): Promise<Response> =>
  fetch(`${server.origin}/api/faults/${name}`, { method: 'POST', headers: bearer(token) });
const stream = async (lastEventId?: string): Promise<Response> => {
  const response = await get('/api/notifications/stream', bearer(token, lastEventId));
  expect(response.status).toBe(200);
  return response;
};

describe('the stream', () => {
  it('[C4] is an event stream that no proxy may hold back or change', async () => {
    const response = await stream();
    expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform');
    expect(response.headers.get('X-Accel-Buffering')).toBe('no');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    await response.body?.cancel();
  });

  it('[D2] replays after Last-Event-ID exactly what was missed, then goes on live', async () => {
    const known = await poll();
    const asked = known.events[4];
    if (asked === undefined) throw new Error('the log is too short');
    const response = await stream(asked.id);
    expect(response.headers.get('Last-Event-ID')).toBeNull();
    const events = readEvents(response);
    const got = await take(events, 40);
    const first = (asked.data as { seq: number }).seq + 1;
    expect(seqs(got)).toEqual(Array.from({ length: 40 }, (_, i) => first + i));
    await events.return(undefined);
  });

  it('[D4] says where it starts when the asked id is unknown', async () => {
    const response = await stream('1a-5');
    expect(response.headers.get('Last-Event-ID')).toMatch(/^[0-9a-z]+-\d+$/);
    await response.body?.cancel();
  });

  it('[D4] says where it starts when the asked id is too old', async () => {
    const oldest = (await poll()).events[0]?.id ?? '';
    for (let i = 0; i < 3; i += 1) await fault('burst');
    const response = await stream(oldest);
    expect(response.headers.get('Last-Event-ID')).not.toBe(oldest);
    expect(response.headers.get('Last-Event-ID')).not.toBeNull();
    await response.body?.cancel();
  });

  it('[C4] refuses an id that it cannot have given', async () => {
    expect((await get('/api/notifications/stream', bearer(token, "1'; DROP TABLE"))).status).toBe(400);
  });

  it('[H1] beats while nothing happens', async () => {
    const quiet = await startServer({ FEED_INTERVAL_MS: '60000', HEARTBEAT_MS: '100' });
    try {
      const headers = bearer(await takeToken(quiet.origin));
      const response = await fetch(`${quiet.origin}/api/notifications/stream`, { headers });
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += new TextDecoder().decode(chunk as Uint8Array);
        if (text.split('event: heartbeat').length > 4) break;
      }
      expect(text).toMatch(/event: heartbeat\ndata: \{"timestamp":\d+\}\n\n/);
    } finally {
      await quiet.stop();
    }
  });
});

describe('the poll endpoint', () => {
  it('[P3] gives what the stream would, after the id of the header or of the query', async () => {
    const { events } = await poll();
    const id = events[2]?.id ?? '';
    const byQuery = await poll(`/api/notifications/status?after=${id}`);
    const byHeader = (await (await get('/api/notifications/status', bearer(token, id))).json()) as PollAnswer;
    expect(byQuery.events[0]).toEqual(events[3]);
    expect(byHeader.events[0]).toEqual(events[3]);
    expect(byQuery.lastEventId).toBe(byQuery.events.at(-1)?.id);
    expect(byQuery.resync).toBe(false);
  });

  it('[P2] answers 304 when there is nothing new', async () => {
    const quiet = await startServer({ FEED_INTERVAL_MS: '60000' });
    try {
      const headers = bearer(await takeToken(quiet.origin));
      const ask = (more: Record<string, string>): Promise<Response> =>
        fetch(`${quiet.origin}/api/notifications/status`, { headers: { ...headers, ...more } });
      const all = (await (await ask({})).json()) as PollAnswer;
      const empty = await ask({ 'Last-Event-ID': all.lastEventId });
      expect(await empty.json()).toMatchObject({ events: [] });
      const etag = empty.headers.get('ETag') ?? '';
      const again = await ask({ 'Last-Event-ID': all.lastEventId, 'If-None-Match': etag });
      expect(again.status).toBe(304);
      // The same tag does not hide events from a reader that stands elsewhere.
      expect((await ask({ 'Last-Event-ID': all.events[0]?.id ?? '', 'If-None-Match': etag })).status).toBe(200);
    } finally {
      await quiet.stop();
    }
  });

  it('[D4] tells a reader it does not know that events may be missing', async () => {
    expect(await poll('/api/notifications/status?after=1a-5')).toMatchObject({ resync: true });
  });
});
