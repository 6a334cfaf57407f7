import { createServer, type AddressInfo } from 'node:net';
import { seededRandom } from '../simulation/random.ts';
import { drawFault, type FaultKind, type Weather } from './tcp-faults.ts';
import { TcpLink } from './tcp-link.ts';

/** A proxy on the TCP level that breaks connections in every way a network does. */
export interface TcpProxy {
  /** `http://127.0.0.1:<port>`: what the client is given as the server. */
  readonly origin: string;
  /** Where new connections lead from now on: a server that came back at another port. */
  aimAt(origin: string): void;
  /** From now on every connection has its faults, until {@link calm}. */
  brew(weather: Weather): void;
  /** No more faults, and what was only held back goes on. What is dead stays dead: its client has to notice. */
  calm(): void;
  /** Faults that struck a request or its answer, by kind. */
  readonly hits: ReadonlyMap<FaultKind, number>;
  /** The sum of them that struck streams. */
  readonly streamHits: number;
  /** Connections so far. */
  readonly connections: number;
  /** Those that are open now, and dead ones that nobody has noticed. */
  readonly openConnections: number;
  /** What happened last, one line each, the latest at the end. */
  readonly trace: readonly string[];
  /** Breaks everything off. */
  close(): Promise<void>;
}

const TRACE_LINES = 300;

/**
 * Starts a proxy on a free port of 127.0.0.1 before the server at `origin`. It is calm at first.
 *
 * @param seed - The same seed gives connection number n the same faults, whatever happens on the others.
 */
export async function startTcpProxy(origin: string, seed: number): Promise<TcpProxy> {
  const links = new Set<TcpLink>();
  const hits = new Map<FaultKind, number>();
  const trace: string[] = [];
  const startedAt = performance.now();
  let weather: Weather | undefined;
  let port = Number(new URL(origin).port);
  let connections = 0;
  let streamHits = 0;

  const note = (line: string): void => {
    trace.push(`${String(Math.round(performance.now() - startedAt)).padStart(7)} ${line}`);
    if (trace.length > TRACE_LINES) trace.shift();
  };

  const server = createServer((inner) => {
    const number = ++connections;
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) + number);
    const link: TcpLink = new TcpLink(inner, {
      port,
      nextFault: () => (weather === undefined ? undefined : drawFault(weather, random)),
      struck({ kind, lastsMs }, { bytes, isStream }) {
        hits.set(kind, (hits.get(kind) ?? 0) + 1);
        if (isStream) streamHits++;
        note(
          `#${number} ${isStream ? 'stream' : 'request'} ${kind} after ${bytes} bytes${lastsMs ? `, ${lastsMs} ms` : ''}`,
        );
      },
      forwarded() {
        for (const other of links) if (other !== link) other.overtaken();
      },
      closed: () => void links.delete(link),
    });
    links.add(link);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    trace,
    aimAt(address) {
      port = Number(new URL(address).port);
      note(`the server is at ${port}`);
    },
    brew(next) {
      weather = next;
      note('stormy');
      for (const link of links) link.brew();
    },
    calm() {
      weather = undefined;
      note('calm');
      for (const link of links) link.calm();
    },
    get streamHits() {
      return streamHits;
    },
    get connections() {
      return connections;
    },
    get openConnections() {
      return links.size;
    },
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const link of links) link.destroy();
      await stopped;
    },
  };
}
