/** The listening socket: finds a free port, goes down and comes back, closes for good. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How many ports are tried, beginning with the one asked for. */
const TRIES = 20;
/** The demo is for the machine it runs on. */
const HOST = '127.0.0.1';
/** Lets the answer to the request that asked for the restart go out first. */
const GOODBYE_MS = 50;

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

/** Cuts every connection, stays away for `downMs`, calls `back` and listens on `port` again. */
export function restartListening(server: Server, port: number, downMs: number, back: () => void): void {
  setTimeout(() => {
    // Two may have asked in the same moment; it goes down once.
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    setTimeout(() => {
      back();
      server.listen(port, HOST);
    }, downMs);
  }, GOODBYE_MS);
}

/** The address for people. */
export function addressOf(port: number): string {
  return `http://${HOST}:${port}`;
}

function listen(server: Server, port: number): Promise<number> {
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

function isPortTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRINUSE' || code === 'EACCES';
}
