import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one address. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A server that runs. */
export interface RunningServer extends AsyncDisposable {
  readonly origin: string;
}

// Cross-origin isolation gives the page a clock with a resolution of 5 µs in place of 100 µs.
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
};

/** Serves `routes` (exact paths) on a free loopback port until disposed. */
export async function startServer(routes: Readonly<Record<string, Handler>>): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const handler = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (handler === undefined) response.writeHead(404, ISOLATED).end();
    else handler(request, response, url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(server) };
}

/** A handler that always gives the same text. */
export function sendText(type: string, text: string): Handler {
  return (_request, response) => {
    response.writeHead(200, { ...ISOLATED, 'content-type': `${type}; charset=utf-8` }).end(text);
  };
}

/** Begins an event stream. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { ...ISOLATED, 'content-type': 'text/event-stream' });
  response.flushHeaders();
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
