import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SseClient, type SseClientOptions } from '../../../src/index.ts';

/** What a server saw of a request. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

const API = 'https://api.test';
const msw = setupServer();
beforeAll(() => msw.listen({ onUnhandledFrame: 'error' }));
afterEach(() => msw.resetHandlers());
afterAll(() => msw.close());

async function see(request: Request): Promise<Seen> {
  const { method, url, headers } = request;
  return { method, url, headers, body: await request.text() };
}

/** An event stream of this text that stays open. */
const stream = (text: string): HttpResponse<ReadableStream> =>
  new HttpResponse(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(text)) }), {
    headers: { 'content-type': 'text/event-stream' },
  });

/** Connects, waits for the first event, closes, and returns every request the stream's endpoint saw. */
async function requestsOf(
  options: SseClientOptions,
  path = '/stream',
  method: 'get' | 'post' = 'get',
): Promise<Seen[]> {
  const seen: Seen[] = [];
  msw.use(
    http[method](`${API}/stream`, async ({ request }) => {
      seen.push(await see(request));
      return stream('data: 1\n\n');
    }),
  );
  const client = new SseClient(API + path, options);
  const first = client.connect().events().next();
  await first;
  client.close();
  return seen;
}

it('[C3] is a GET for an event stream, and carries nothing it need not', async () => {
  const [request] = await requestsOf({});
  expect(request).toMatchObject({
    method: 'GET',
    url: `${API}/stream`,
    body: '',
  });
  expect(request?.headers.get('accept')).toBe('text/event-stream');
  expect(request?.headers.has('last-event-id')).toBe(false);
});

it('[A1] carries the headers that were asked for', async () => {
  const [request] = await requestsOf({
    headers: async ({ reason, attempt }) => [['Authorization', `Bearer ${reason} ${attempt}`]],
  });
  expect(request?.headers.get('authorization')).toBe('Bearer connect 0');
});

it('[C3] carries the last event id as UTF-8 bytes', async () => {
  const [request] = await requestsOf({ lastEventId: 'é😀' });
  const bytes = Uint8Array.from(request?.headers.get('last-event-id') ?? '', (byte) => byte.charCodeAt(0));
  expect(new TextDecoder().decode(bytes)).toBe('é😀');
});

it('[C3] carries it in the query where it is told to', async () => {
  const [request] = await requestsOf({ lastEventId: 'a b&c', lastEventIdParam: 'after' }, '/stream?topic=x');
  expect([...new URL(request?.url ?? '').searchParams]).toEqual([
    ['topic', 'x'],
    ['after', 'a b&c'],
  ]);
  expect(request?.headers.has('last-event-id')).toBe(false);
});

it('is a POST with its body where it is told to', async () => {
  const [request] = await requestsOf(
    { method: 'POST', body: () => JSON.stringify({ topics: ['a'] }), headers: { 'content-type': 'application/json' } },
    '/stream',
    'post',
  );
  expect(request).toMatchObject({ method: 'POST', body: '{"topics":["a"]}' });
  expect(request?.headers.get('content-type')).toBe('application/json');
});

it('[P2] is, for a poll, a plain GET with the headers, the last event id and the ETag', async () => {
  const polls: Seen[] = [];
  let done = (): void => {};
  const twice = new Promise<void>((resolve) => (done = resolve));
  msw.use(
    http.post(`${API}/stream`, () => new HttpResponse(null, { status: 404 })),
    http.get(`${API}/status`, async ({ request }) => {
      polls.push(await see(request));
      if (polls.length < 2) return HttpResponse.json({ id: '7', eur: 3 }, { headers: { etag: 'W/"v1"' } });
      done();
      return new HttpResponse(null, { status: 304 });
    }),
  );
  const client = new SseClient<{ price: unknown }>(`${API}/stream`, {
    method: 'POST',
    body: 'x',
    headers: ({ reason }) => ({ 'X-Reason': reason }),
    polling: {
      url: `${API}/status`,
      intervalMs: 1,
      toEvents: (body) => [{ type: 'price', data: body, id: (body as { id: string }).id }],
    },
  });
  const first = client.connect().events('price').next();
  expect(await first).toMatchObject({ value: { type: 'price', origin: 'poll', id: '7', data: { eur: 3 } } });
  await twice;
  client.close();
  const shape = polls
    .slice(0, 2)
    .map(({ method, body, headers }) => [
      method,
      body,
      headers.get('accept'),
      headers.get('x-reason'),
      headers.get('last-event-id'),
      headers.get('if-none-match'),
    ]);
  expect(shape).toEqual([
    ['GET', '', 'application/json', 'poll', null, null],
    ['GET', '', 'application/json', 'poll', '7', 'W/"v1"'],
  ]);
});
