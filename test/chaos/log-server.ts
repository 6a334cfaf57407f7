/**
 * A server that does what the demo's does not: streams without ids, ids that are sent again, ids that are ignored. It runs
 * as a process of its own and may be killed at any moment: the log is a file with one byte for each event, which is
 * written before anybody is told of the event.
 */
import { fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    log: { type: 'string', default: '' },
    root: { type: 'string', default: '' },
    /** `without-ids`; `repeating`: what was sent shortly before is sent again; `forgetful`: `Last-Event-ID` is ignored. */
    habit: { type: 'string', default: '' },
    'token-seconds': { type: 'string', default: '3600' },
  },
});
const { habit } = values;
const tokenMs = Number(values['token-seconds']) * 1_000;
const REPEATED = 25;
const BATCH = 500;
const POLL_LIMIT = 1_000;

interface Reader {
  readonly response: ServerResponse;
  next: number;
}

const file = openSync(values.log, 'a+');
let head = fstatSync(file).size;
let unavailableUntil = 0;
const readers = new Set<Reader>();

const server = createServer((request, response) => {
  response.on('error', () => {});
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  if (pathname === '/append') return append(Number(searchParams.get('count')), response);
  if (pathname === '/unavailable') return unavailable(Number(searchParams.get('ms')), response);
  if (pathname === '/api/login' || pathname === '/api/token') {
    return json(response, { token: String(Date.now() + tokenMs) });
  }
  if (!pathname.startsWith('/api/')) return page(pathname, response);
  const expiresAt = Number(request.headers.authorization?.replace('Bearer ', ''));
  if (!(expiresAt > Date.now())) return void response.writeHead(401).end();
  return pathname === '/api/events' ? poll(request, response) : stream(request, response);
});

function append(count: number, response: ServerResponse): void {
  writeSync(file, '.'.repeat(count));
  head += count;
  json(response, { head });
  for (const reader of readers) feed(reader);
}

function unavailable(ms: number, response: ServerResponse): void {
  unavailableUntil = Date.now() + ms;
  for (const { response: open } of readers) open.destroy();
  json(response, {});
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  if (Date.now() < unavailableUntil) return void response.writeHead(503, { 'retry-after': '1' }).end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const reader: Reader = { response, next: resumeAfter(request) + 1 };
  readers.add(reader);
  response.on('close', () => readers.delete(reader));
  response.on('drain', () => feed(reader));
  response.write(':\n\n');
  feed(reader);
}

function resumeAfter(request: IncomingMessage): number {
  const asked = request.headers['last-event-id'];
  if (habit === 'without-ids' || habit === 'forgetful' || asked === undefined) return head;
  return Math.max(0, Number(asked) - (habit === 'repeating' ? REPEATED : 0));
}

function feed(reader: Reader): void {
  while (reader.next <= head && !reader.response.writableNeedDrain && !reader.response.destroyed) {
    const last = Math.min(head, reader.next + BATCH - 1);
    let text = '';
    for (; reader.next <= last; reader.next++) {
      const id = habit === 'without-ids' ? '' : `id: ${reader.next}\n`;
      text += `${id}event: tick\ndata: {"n":${reader.next},"text":"${'abcdefgh'.repeat(reader.next % 20)}"}\n\n`;
    }
    reader.response.write(text);
  }
}

function poll(request: IncomingMessage, response: ServerResponse): void {
  if (habit === 'without-ids') return json(response, { head });
  const after = resumeAfter(request);
  const count = Math.min(POLL_LIMIT, head - after);
  json(response, {
    events: Array.from({ length: count }, (_, i) => ({
      id: String(after + i + 1),
      type: 'tick',
      data: { n: after + i + 1 },
    })),
  });
}

function page(pathname: string, response: ServerResponse): void {
  const name = pathname === '/' ? 'index.html' : pathname.replaceAll(/[^a-z.-]/g, '');
  const type = name.endsWith('.js') ? 'text/javascript' : 'text/html';
  response.writeHead(200, { 'content-type': type }).end(readFileSync(join(values.root, name)));
}

function json(response: ServerResponse, body: object): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

setInterval(() => {
  for (const { response } of readers) response.write(':\n\n');
}, 200);
// Its input is a pipe from whoever started it: it closes when that process is gone.
process.stdin.resume().once('close', () => process.exit());
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
