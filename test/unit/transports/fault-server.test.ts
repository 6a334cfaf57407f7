import { afterEach, expect, it } from 'vitest';
import { type FaultServer, startFaultServer } from '../../support/fault-server.ts';

// The tool has to be true before what it proves is: it is tried here against Node's own fetch.

let server: FaultServer;
afterEach(() => server.close());

it('[C1] the fault server records requests and counts what is open', async () => {
  server = await startFaultServer();
  server.on('/stream', (exchange) => exchange.hang());
  const controller = new AbortController();
  const failed = fetch(server.url('/stream?a=1'), {
    method: 'POST',
    body: 'b',
    headers: { 'x-h': '1' },
    signal: controller.signal,
  }).catch((error: unknown) => error);
  await server.until(() => server.requests.length === 1);
  expect([server.openExchanges, server.openConnections]).toEqual([1, 1]);
  controller.abort();
  await failed;
  await server.until(() => server.openExchanges === 0);
  const [request] = server.requestsTo('/stream');
  expect(request).toMatchObject({ method: 'POST', url: '/stream?a=1', headers: { 'x-h': '1' }, cutOff: true });
  expect(request?.closedAt).toBeGreaterThanOrEqual(request?.receivedAt ?? Infinity);
  expect(await request?.body).toBe('b');
  await server.until(() => server.openConnections === 0);
});

it('[C4] the fault server can hold headers, reset, end, and answer in one go', async () => {
  server = await startFaultServer();
  server.on('/reset', (exchange) => exchange.reset());
  server.on('/half', async (exchange) => {
    await exchange.write('half');
    exchange.reset();
  });
  server.on('/late', async (exchange) => {
    await exchange.pause(20);
    await exchange.reply(503, { 'retry-after': '1' }, 'busy');
  });
  await expect(fetch(server.url('/reset'))).rejects.toThrow();
  await expect(fetch(server.url('/half')).then((response) => response.text())).rejects.toThrow();
  const late = await fetch(server.url('/late'));
  expect([late.status, late.headers.get('retry-after'), await late.text()]).toEqual([503, '1', 'busy']);
  expect((await fetch(server.url('/nowhere'))).status).toBe(404);
  expect(server.requests.map(({ cutOff }) => cutOff)).toEqual([true, true, false, false]);
});

it('[C4] the fault server lets pages of other origins read, if asked', async () => {
  server = await startFaultServer({ cors: true });
  server.on('/x', (exchange) => exchange.reply(200));
  const headers = {
    origin: 'http://page.test',
    'access-control-request-headers': 'last-event-id',
    'access-control-request-method': 'POST',
  };
  const preflight = await fetch(server.url('/x'), { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('last-event-id');
  const answer = await fetch(server.url('/x'), { headers: { origin: 'http://page.test' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://page.test');
  expect([server.preflights, server.requests.length]).toEqual([1, 1]);
});

it('[C2] closing the fault server leaves nothing, and tells what a handler threw', async () => {
  server = await startFaultServer();
  const broken = await startFaultServer();
  broken.on('/x', () => {
    throw new Error('script');
  });
  await expect(fetch(broken.url('/x'))).rejects.toThrow();
  await expect(broken.close()).rejects.toThrow('script');
  expect(broken.openConnections).toBe(0);
  await expect(fetch(broken.url('/x'))).rejects.toThrow();
});
