/** The listening socket: finds a free port, goes down and comes back, closes for good. */
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How many ports are tried, beginning with the one asked for. */
const TRIES = 20;
/** The demo is for the machine it runs on. */
const HOST = '127.0.0.1';
/** Requests that take longer than this to end when the server stops are cut. */
const PATIENCE_MS = 3_000;
/** Streams that have ended leave idle connections behind; they are looked for this often. */
const SWEEP_MS = 25;

/** Listens on `port` or the next free one and gives the one taken; each port that is not free is told to `say`. */
export async function listenFrom(server: Server, port: number, say: (line: string) => void): Promise<number> {
  for (let candidate = port; candidate < port + TRIES && candidate <= 65_535; candidate += 1) {
    try {
      return await listen(server, candidate);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
      say(`Port ${candidate} is taken; trying ${candidate + 1}. (PORT=<number> chooses another.)`);
    }
  }
  throw new Error(`No free port from ${port} to ${Math.min(port + TRIES - 1, 65_535)}. Set PORT to a free one.`);
}

/** Listens on exactly this port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, HOST);
  });
}

/**
 * Connections on which nothing has been asked yet: browsers open some in advance. Node counts them as busy, and closing
 * would wait for them. To be called before the server listens.
 */
export function watchUnused(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  function forget(this: Socket): void {
    unused.delete(this);
  }
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.on('close', forget);
  });
  server.on('request', ({ socket }) => {
    if (unused.delete(socket)) socket.off('close', forget);
  });
  return unused;
}

/** Takes no more connections; resolves when the last has ended, or has been cut because it took too long. */
export function closeGently(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, SWEEP_MS);
    const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(patience);
      resolve();
    });
  });
}

/** Takes no more connections and cuts those there are. */
export function closeAbruptly(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The address for people. */
export function addressOf(port: number): string {
  return `http://${HOST}:${port}`;
}

function isPortTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRINUSE' || code === 'EACCES';
}
