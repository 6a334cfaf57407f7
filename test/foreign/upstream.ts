import type { Exchange, FaultServer } from '../support/fault-server.ts';

/** A server of ours behind a proxy of others: a stream at `/events` that replays, its twin for polling at `/poll`. */
export interface Upstream {
  /** Makes so many events, and sends them to everyone connected. */
  add(count: number): void;
  /** Streams say to nginx that they must not be buffered. */
  unbuffered: boolean;
  /** Comments sent so far, to anybody. */
  readonly comments: number;
}

/** Serves both. @param commentEveryMs - A sign of life in idle streams; without it there is none. */
export function serveUpstream(server: FaultServer, commentEveryMs?: number): Upstream {
  let size = 0;
  let comments = 0;
  let waiting: (() => void)[] = [];
  const upstream: Upstream = {
    unbuffered: false,
    get comments() {
      return comments;
    },
    add(count) {
      size += count;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
  const after = ({ request }: Exchange): number => Number(request.headers['last-event-id'] ?? 0);

  server.on('/events', async (exchange) => {
    const plain = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    exchange.head(200, upstream.unbuffered ? { ...plain, 'x-accel-buffering': 'no' } : plain);
    let next = after(exchange) + 1;
    const comment = async (): Promise<void> => {
      comments++;
      await exchange.write(':\n\n');
    };
    if (commentEveryMs !== undefined) await comment();
    while (!exchange.isClosed) {
      if (next <= size) await exchange.write(`id: ${next}\nevent: tick\ndata: {"n":${next++}}\n\n`);
      else {
        const news = new Promise<void>((resolve) => waiting.push(resolve));
        const life = commentEveryMs === undefined ? [] : [exchange.pause(commentEveryMs)];
        await Promise.race([exchange.closed, news, ...life]);
        if (commentEveryMs !== undefined && next > size) await comment();
      }
    }
  });
  server.on('/poll', (exchange) => {
    const from = after(exchange);
    const events = Array.from({ length: size - from }, (_, index) => from + index + 1);
    const body = JSON.stringify(events.map((n) => ({ id: String(n), type: 'tick', data: { n } })));
    return exchange.reply(200, { 'content-type': 'application/json' }, body);
  });
  return upstream;
}
