import { Agent, get, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../simulation/random.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { drawFault, type FaultKind, STORM } from '../support/tcp-faults.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** A server that sends a line every few milliseconds, and a proxy before it where only one thing happens. */
async function world(kind: FaultKind): Promise<{ readonly server: FaultServer; readonly proxy: TcpProxy }> {
  const server = await startFaultServer();
  onTestFinished(() => server.close());
  server.on('/s', async (exchange) => {
    for (let line = 1; !exchange.isClosed; line++) {
      await exchange.write(`${line} ${'x'.repeat(200)}\n`);
      await exchange.pause(1);
    }
  });
  const proxy = await startTcpProxy(server.url(''), 7);
  onTestFinished(() => proxy.close());
  proxy.brew({ [kind]: 1 });
  return { server, proxy };
}

/** Asks on a connection of its own, as a client for streams does. */
function ask(proxy: TcpProxy, query = ''): ClientRequest {
  const request = get(`${proxy.origin}/s?${query}`, { agent: new Agent(), headers: { accept: 'text/event-stream' } });
  request.on('error', () => {});
  onTestFinished(() => void request.destroy());
  return request;
}

/** How it ended for the client: the code of the error. */
async function ending(request: ClientRequest): Promise<unknown> {
  const failed = once(request, 'error');
  const answered = once(request, 'response').then(async ([response]) => {
    (response as IncomingMessage).resume();
    return once(response as IncomingMessage, 'error');
  });
  const [error] = (await Promise.race([failed.catch(() => answered), answered.catch(() => failed)])) as [
    NodeJS.ErrnoException,
  ];
  return error.code;
}

it.each<FaultKind>(['cut', 'reset', 'refuse', 'linger'])('%s ends the connection', async (kind) => {
  const { proxy } = await world(kind);
  expect(await ending(ask(proxy))).toBe('ECONNRESET');
  expect(proxy.hits.get(kind)).toBe(1);
  expect(proxy.streamHits).toBe(1);
});

it('half-open: the server has lost its client, and the client hears nothing', async () => {
  const { server, proxy } = await world('half-open');
  const request = ask(proxy);
  let ended = false;
  request.once('close', () => (ended = true));
  await server.until(() => server.requests.length === 1 && server.openExchanges === 0);
  expect(proxy.openConnections).toBe(1);
  expect(ended).toBe(false);
});

it('black-hole: the request does not reach the server', async () => {
  const { server, proxy } = await world('black-hole');
  ask(proxy);
  while (proxy.streamHits === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(server.requests).toEqual([]);
  expect(proxy.openConnections).toBe(1);
});

it('linger: the server sees the next connection begin before the last one ends', async () => {
  const { server, proxy } = await world('linger');
  await ending(ask(proxy, 'first'));
  ask(proxy, 'second');
  await server.until(() => server.requests.length === 2);
  expect(server.openExchanges).toBe(2);
});

it('overtake: the server sees the later request first', async () => {
  const { server, proxy } = await world('overtake');
  ask(proxy, 'first');
  while (proxy.streamHits === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  proxy.calm();
  ask(proxy, 'second');
  await server.until(() => server.requests.length === 2);
  expect(server.requests.map(({ url }) => url)).toEqual(['/s?second', '/s?first']);
});

it.each<FaultKind>(['delay', 'stall', 'trickle'])('%s passes, and everything arrives in order', async (kind) => {
  const { proxy } = await world(kind);
  const [response] = (await once(ask(proxy), 'response')) as [IncomingMessage];
  let text = '';
  let failure: unknown;
  response.on('error', (error) => (failure = error));
  response.setEncoding('utf8').on('data', (part: string) => (text += part));
  while (failure === undefined && ((proxy.hits.get(kind) ?? 0) < 6 || text.length < 20_000)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(failure).toBeUndefined();
  const lines = text.split('\n').slice(0, -1);
  expect(lines).toEqual(lines.map((_, index) => `${index + 1} ${'x'.repeat(200)}`));
});

it('the same seed draws the same faults, of every kind', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 500 }, () => drawFault(STORM, random));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(new Set(draw(1).map(({ kind }) => kind)).size).toBe(Object.keys(STORM).length);
});
