import type { Exchange } from '../../../support/fault-server.ts';

/** One entry as it goes over the wire. */
export function block(id: number | string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`;
}

/** The last event id a request asks for, decoded; `''` for none. */
export function askedId({ request }: Pick<Exchange, 'request'>): string {
  return Buffer.from(String(request.headers['last-event-id'] ?? ''), 'latin1').toString('utf8');
}

/** Events numbered from 1, replayed to whoever asks by `Last-Event-ID`: what a good server does. */
export interface EventLog {
  append(...data: readonly string[]): void;
  readonly size: number;
  /** Everything after the id that is asked for, as bytes. */
  after(exchange: Exchange): string;
  /** Replays, and goes on with what comes, for as long as the client stays. */
  follow(exchange: Exchange): Promise<void>;
}

export function createEventLog(...initial: readonly string[]): EventLog {
  const entries = [...initial];
  let wake: (() => void)[] = [];
  const from = (position: number): string =>
    entries
      .slice(position)
      .map((data, n) => block(position + n + 1, data))
      .join('');
  return {
    append(...data) {
      entries.push(...data);
      const ready = wake;
      wake = [];
      for (const resolve of ready) resolve();
    },
    get size() {
      return entries.length;
    },
    after: (exchange) => from(Number(askedId(exchange))),
    async follow(exchange) {
      let position = Number(askedId(exchange));
      exchange.head();
      while (!exchange.isClosed) {
        const blocks = from(position);
        position = entries.length;
        if (blocks !== '') await exchange.write(blocks);
        else await Promise.race([exchange.closed, new Promise<void>((resolve) => wake.push(resolve))]);
      }
    },
  };
}

/** `['1', '2', …, 'count']`. */
export function idsUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}

/** Answers the n-th exchange with the n-th handler, and every later one with the last. */
export function inTurn(
  ...handlers: readonly ((exchange: Exchange) => void | Promise<void>)[]
): (exchange: Exchange) => void | Promise<void> {
  let turn = 0;
  return (exchange) => handlers[Math.min(turn++, handlers.length - 1)]?.(exchange);
}
