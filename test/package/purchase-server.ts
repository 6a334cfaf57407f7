import { onTestFinished } from 'vitest';
import { type Exchange, startFaultServer } from '../support/fault-server.ts';

/** Serves one page with its scripts, rows for its table, and a stream of events. */
export interface PurchaseServer {
  readonly pageUrl: string;
  /** How many streams were asked for so far. */
  readonly streams: number;
  rename(id: string, name: string): void;
  /** Sends events of this name to whoever listens; who does not is sent them when it comes back. */
  emit(type: string, ...data: readonly unknown[]): Promise<void>;
  /** Breaks the streams that are open. */
  cut(): void;
  /** Waits for the first stream. */
  untilListening(): Promise<void>;
}

/** @param scripts - Name to text. */
export async function servePurchases(html: string, scripts: Readonly<Record<string, string>>): Promise<PurchaseServer> {
  const server = await startFaultServer();
  onTestFinished(() => server.close());
  const rows = ['Chairs', 'Tables', 'Lamps'].map((name, index) => ({
    id: String(index + 1),
    name,
    amount: 10 * index,
  }));
  const blocks: string[] = [];
  const listeners = new Set<Exchange>();
  const heard = Promise.withResolvers<void>();
  server.on('/page', (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, html));
  for (const [name, text] of Object.entries(scripts)) {
    server.on(`/${name}`, (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, text));
  }
  server.on('/rows', (exchange) =>
    exchange.reply(200, { 'content-type': 'application/json' }, JSON.stringify({ data: rows })),
  );
  server.on('/events', async (exchange) => {
    const asked = exchange.request.headers['last-event-id'];
    await exchange.write(': hello\n\n');
    const missed = asked === undefined ? [] : blocks.slice(Number(asked));
    listeners.add(exchange);
    heard.resolve();
    await exchange.write(missed.join(''));
    await exchange.hang();
    listeners.delete(exchange);
  });
  return {
    pageUrl: server.url('/page'),
    get streams() {
      return server.requestsTo('/events').length;
    },
    rename(id, name) {
      for (const row of rows) if (row.id === id) row.name = name;
    },
    async emit(type, ...data) {
      const fresh = data.map(
        (each, index) => `id: ${blocks.length + index + 1}\nevent: ${type}\ndata: ${JSON.stringify(each)}\n\n`,
      );
      blocks.push(...fresh);
      await Promise.all([...listeners].map((listener) => listener.write(fresh.join(''))));
    },
    cut() {
      for (const listener of listeners) void listener.end();
      listeners.clear();
    },
    untilListening: () => heard.promise,
  };
}
