import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import { type OpenEndpoints, STREAMS, type TokenEndpoints } from '../../../demo/shared/api.ts';
import { type Answer, ask, login } from './lab.ts';

const OPEN: Record<keyof OpenEndpoints, true> = {
  'GET /api/accounts': true,
  'POST /api/login': true,
  'POST /api/token': true,
  'POST /api/logout': true,
};
const WITH_TOKEN: Record<keyof TokenEndpoints, true> = {
  'GET /api/purchases/:kind': true,
  'GET /api/purchases/:kind/:id': true,
  'PATCH /api/purchases/:kind/:id': true,
  'POST /api/purchases/:kind/:id/comments': true,
  'GET /api/purchases/:kind/:id/watchers': true,
  'PUT /api/purchases/:kind/:id/watchers/:userId': true,
  'DELETE /api/purchases/:kind/:id/watchers/:userId': true,
  'GET /api/periode-limit/notifications/health': true,
  'GET /api/periode-limit/notifications/status': true,
  'POST /api/periode-limit/spendings': true,
  'GET /api/chat/rooms': true,
  'GET /api/chat/rooms/:id/messages': true,
  'POST /api/chat/rooms/:id/messages': true,
  'POST /api/chat/rooms/:id/read': true,
  'GET /api/notifications': true,
  'GET /api/dispatch/report': true,
  'POST /api/dispatch/:dispatchId/retry': true,
  'GET /api/events': true,
  'GET /api/faults': true,
  'POST /api/faults/:name': true,
};
const STREAM_NAMES = Object.values(STREAMS).map((path) => `GET ${path}`);

/** `POST /api/faults/:name` as a request that can be sent. */
function split(endpoint: string): [method: string, path: string] {
  const [method = '', path = ''] = endpoint.split(' ');
  const isChat = path.includes('/chat/');
  const filled = path
    .replace(':kind', 'supply')
    .replace(':id', isChat ? 'general' : '1001')
    .replace(':userId', 'dewi')
    .replace(':dispatchId', '0'.repeat(64))
    .replace(':name', 'clear');
  return [method, filled];
}

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('every endpoint that is written down', () => {
  it.each(Object.keys(OPEN))('is there and needs no token: %s', async (endpoint) => {
    const [method, path] = split(endpoint);
    const { status } = await ask(server.origin, method, path);
    expect(status).toBe(method === 'GET' ? 200 : 415);
  });

  it.each([...Object.keys(WITH_TOKEN), ...STREAM_NAMES])('[A2] is there and needs a token: %s', async (endpoint) => {
    const [method, path] = split(endpoint);
    const unknown: Answer<unknown> = await ask(server.origin, method, path);
    expect(unknown.status).toBe(401);
    const dewi = await login(server.origin, 'dewi');
    // A stream would not end, so it is asked for its head alone. Bodies are missing, and one dispatch is nobody's.
    const answer = await dewi.ask<{ detail?: string }>(STREAM_NAMES.includes(endpoint) ? 'HEAD' : method, path);
    const isWhole = [200, 415].includes(answer.status) || answer.body.detail === 'There is no such dispatch.';
    expect([endpoint, isWhole]).toEqual([endpoint, true]);
    const gilang = await login(server.origin, 'gilang');
    expect((await gilang.ask(method, path)).status).toBe(403);
  });
});
