import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { ChatMessage } from '../../../demo/shared/chat.ts';
import type { CommentAnswer } from '../../../demo/shared/purchases.ts';
import { type Answer, ask, login, type More, refusal, somePurchase, type Visitor } from './lab.ts';

let server: ServerProcess;
let dewi: Visitor;
let comments: string;
let status: string;

beforeAll(async () => {
  server = await startServer();
  dewi = await login(server.origin, 'dewi');
  status = (await somePurchase(dewi, 'supply', 30)).path;
  comments = `${status}/comments`;
});
afterAll(() => server.stop());

/** Rows in every table: what is refused must not move it. */
function rowCounts(): Record<string, unknown> {
  const db = new DatabaseSync(server.database, { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  const counts = tables.map(({ name }) => [
    String(name),
    db.prepare(`SELECT count(*) AS n FROM "${String(name)}"`).get()?.['n'],
  ]);
  db.close();
  return Object.fromEntries(counts) as Record<string, unknown>;
}
async function refused(answer: Promise<Answer<unknown>>): Promise<ReturnType<typeof refusal>> {
  const given = await answer;
  const problem = refusal(given);
  expect(problem).toMatchObject({ type: 'about:blank', status: given.status, title: expect.any(String) });
  return problem;
}

/** Every endpoint that takes a body, with a good one. */
const bodies = (): readonly (readonly [method: string, path: string, good: Record<string, unknown>])[] => [
  ['POST', '/api/login', { account: 'ayu' }],
  ['POST', '/api/token', { account: 'ayu' }],
  ['POST', '/api/logout', { account: 'ayu' }],
  ['PATCH', status, { status: 'draft' }],
  ['POST', comments, { text: 'x' }],
  ['POST', '/api/periode-limit/spendings', { amount: 1, note: 'x' }],
  ['POST', '/api/chat/rooms/general/messages', { text: 'x' }],
  ['POST', '/api/chat/rooms/general/read', {}],
];
const send = (method: string, path: string, more: More) => refused(dewi.ask(method, path, more));

describe('a body', () => {
  it('that is no JSON is 400, and nothing is stored', async () => {
    const before = rowCounts();
    for (const [method, path] of bodies()) {
      for (const raw of [
        '',
        '{',
        '{"text":"x"',
        'text=x',
        'null x',
        "{'text':'x'}",
        new Uint8Array([0x22, 0xff, 0x22]),
      ]) {
        expect((await send(method, path, { raw })).status, `${method} ${path} ${String(raw)}`).toBe(400);
      }
    }
    expect(rowCounts()).toEqual(before);
  });

  it('with a field that is not meant, or of another shape, is 400, and nothing is stored', async () => {
    const before = rowCounts();
    for (const [method, path, good] of bodies()) {
      const shapes: unknown[] = [
        null,
        [],
        [good],
        'x',
        1,
        true,
        { ...good, admin: true },
        { ...good, [`a'--`]: 1 },
        { ...good, constructor: 1 },
      ];
      for (const json of shapes) {
        const { status: code, errors } = await send(method, path, { json });
        expect(code, `${method} ${path} ${JSON.stringify(json)}`).toBe(400);
        expect(errors?.length).toBeGreaterThan(0);
      }
      const proto = `{"__proto__":{"admin":true},${JSON.stringify(good).slice(1)}`.replace(',}', '}');
      expect((await send(method, path, { raw: proto })).status, `${path} __proto__`).toBe(400);
      for (const name of Object.keys(good)) {
        const { errors } = await send(method, path, { json: { ...good, [name]: { $ne: null } } });
        expect(errors?.map(({ field }) => field)).toEqual([name]);
      }
    }
    expect(rowCounts()).toEqual(before);
  });

  it('that is too large is 413, whether it says so or not', async () => {
    const before = rowCounts();
    const large = JSON.stringify({ text: 'x'.repeat(20_000) });
    for (const [method, path] of bodies()) {
      expect((await send(method, path, { raw: large })).status, `${path}`).toBe(413);
    }
    const chunks = new ReadableStream({
      start(controller) {
        for (let place = 0; place < 40; place += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(1_000)));
        controller.close();
      },
    });
    const chunked = await fetch(server.origin + comments, {
      method: 'POST',
      headers: { Authorization: `Bearer ${dewi.session.token}`, 'Content-Type': 'application/json' },
      body: chunks,
      ...({ duplex: 'half' } as object),
    });
    expect(chunked.status).toBe(413);
    expect(chunked.headers.get('Content-Type')).toBe('application/problem+json');
    expect(rowCounts()).toEqual(before);
  });

  it('of another type is 415', async () => {
    for (const [method, path, good] of bodies()) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
        const more = { raw: JSON.stringify(good), headers: { 'Content-Type': type } };
        expect((await send(method, path, more)).status, `${path} ${type}`).toBe(415);
      }
    }
  });
});

describe('text', () => {
  const SHARP = [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `'; DROP TABLE chat_message; --`,
    `" OR ""="`,
    `\${7*7} {{7*7}} %00 %s \\u0000`,
    `data: forged\nevent: forged\nid: 1`,
    `evil \u2028 \u202e \u{1f469}\u200d\u{1f33e}`,
  ];

  it('is stored and told as it is, whatever it looks like, and never breaks out of its event', async () => {
    const stream = await dewi.stream('/api/chat/sse?room=general');
    for (const text of SHARP) {
      const { body, status: code } = await dewi.ask<ChatMessage>('POST', '/api/chat/rooms/general/messages', {
        json: { text },
      });
      expect(code).toBe(201);
      expect(body.text).toBe(text);
      const [event] = await stream.take(1);
      expect(JSON.parse(event?.data ?? '')).toEqual({ type: 'message', ...body });
      const comment = await dewi.ask<CommentAnswer>('POST', comments, { json: { text } });
      expect(comment.body.comment.text).toBe(text);
      const spent = { amount: 1, note: text.slice(0, 200) };
      expect((await dewi.ask('POST', '/api/periode-limit/spendings', { json: spent })).status).toBe(201);
    }
    const db = new DatabaseSync(server.database, { readOnly: true });
    const kept = db.prepare('SELECT text FROM chat_message ORDER BY id DESC LIMIT ?').all(SHARP.length);
    expect(kept.map(({ text }) => text).toReversed()).toEqual(SHARP);
    db.close();
    await stream.close();
  });

  it.each([
    ['nothing', ''],
    ['blanks alone', ' \n '],
    ['2,001 characters', 'x'.repeat(2_001)],
    ['NUL', 'a\0b'],
    ['other control characters', 'a\u001b[31mb'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('that is %s is refused', async (_, text) => {
    const before = rowCounts();
    for (const path of [comments, '/api/chat/rooms/general/messages']) {
      const { status: code, errors } = await send('POST', path, { json: { text } });
      expect(code).toBe(400);
      expect(errors?.map(({ field }) => field)).toEqual(['text']);
    }
    expect(rowCounts()).toEqual(before);
  });
});

describe('a method', () => {
  it.each([
    ['DELETE', '/api/purchases/supply', 'GET, HEAD'],
    ['POST', '/api/purchases/supply/1001', 'GET, HEAD, PATCH'],
    ['POST', '/api/events/stream', 'GET, HEAD'],
    ['PUT', '/api/chat/rooms/general/messages', 'GET, HEAD, POST'],
    ['GET', '/api/dispatch/0000000000000000000000000000000000000000000000000000000000000000/retry', 'POST'],
    ['POST', '/api/periode-limit/notifications/health', 'GET, HEAD'],
    ['PATCH', '/api/faults', 'GET, HEAD'],
    ['DELETE', '/api/accounts', 'GET, HEAD'],
    ['GET', '/api/login', 'POST'],
  ])('that does not belong is 405 with Allow: %s %s', async (method, path, allow) => {
    const answer = await dewi.ask(method, path);
    expect(refusal(answer)).toMatchObject({ status: 405, title: 'Method Not Allowed' });
    const allowed = answer.headers.get('Allow')?.split(', ') ?? [];
    expect(allowed.toSorted()).toEqual(allow.split(', ').toSorted());
  });

  it('or path that nobody knows is 404, or 401 below /api without a token', async () => {
    expect((await refused(dewi.get('/api/unknown'))).status).toBe(404);
    expect((await refused(ask(server.origin, 'GET', '/api/unknown'))).status).toBe(401);
    expect((await refused(ask(server.origin, 'GET', '/unknown'))).status).toBe(404);
  });
});

describe('what is no HTTP at all', () => {
  it.each([
    ['noise', 'hello\r\n\r\n'],
    ['a header that is too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`],
    [
      'a request that goes out of the folder',
      'GET /../../package.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ],
    ['the same, encoded', 'GET /assets/..%2f..%2f..%2fpackage.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('gets a 4xx and hurts nobody: %s', async (_, bytes) => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain('"holdfast"');
    expect((await dewi.get('/api/faults')).status).toBe(200);
  });
});
