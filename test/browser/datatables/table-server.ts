import { onTestFinished } from 'vitest';
import { type Exchange, type Handler, type FaultServer, startFaultServer } from '../../support/fault-server.ts';

/** One row of the table, as the server keeps it. */
export interface Purchase {
  readonly id: string;
  readonly name: string;
  readonly amount: number;
  /** Grows with each change of the row. */
  readonly revision: number;
}

/** A server with a table of purchases at `/rows` and their events at `/events`. */
export interface TableServer {
  readonly server: FaultServer;
  /** What the table is made of; a test changes it. */
  readonly rows: Purchase[];
  /** Changes one row, by its place. */
  change(index: number, part?: Partial<Purchase>): Purchase;
  /** Sends an event for each of `data` to every client, in one chunk. */
  emit(type: string, ...data: readonly unknown[]): Promise<void>;
  /** Ends every stream. */
  cut(): void;
  /** Refuses streams from now on (and answers polls), or takes them again. */
  refuse(refused: boolean): void;
  /** Requests for rows so far. */
  readonly requests: number;
  /** Most requests for rows that were out at once. */
  readonly mostAtOnce: number;
  /** When each request for rows came in, milliseconds. */
  readonly times: readonly number[];
  /** Has requests for rows answered by this; `null`: as they should be. */
  answer(handler: Handler | null): void;
  /** Answers with the rows, as they are now. */
  reply(exchange: Exchange): Promise<void>;
  /** Waits until this holds. */
  until(holds: () => boolean): Promise<void>;
  /** Waits until so many clients listen. */
  untilListening(count?: number): Promise<void>;
}

export function makeRows(count: number): Purchase[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `purchase-${index + 1}`,
    name: `Purchase ${String(index + 1).padStart(5, '0')}`,
    amount: (index * 7919) % 1_000,
    revision: 0,
  }));
}

export async function serveTable(count: number): Promise<TableServer> {
  const server = await startFaultServer({ cors: true });
  onTestFinished(() => server.close());
  const rows = makeRows(count);
  const listeners = new Set<Exchange>();
  const times: number[] = [];
  let handler: Handler | null = null;
  let out = 0;
  let mostAtOnce = 0;
  let lastId = 0;
  let isRefused = false;
  const reply = (exchange: Exchange): Promise<void> =>
    exchange.reply(200, { 'content-type': 'application/json' }, JSON.stringify(answerTo(exchange.request.url, rows)));
  server.on('/rows', async (exchange) => {
    times.push(exchange.request.receivedAt);
    mostAtOnce = Math.max(mostAtOnce, ++out);
    void exchange.closed.then(() => out--);
    await (handler ?? reply)(exchange);
  });
  server.on('/poll', (exchange) => exchange.reply(204));
  server.on('/events', async (exchange) => {
    if (isRefused) return exchange.reply(503);
    await exchange.write(': hello\n\n');
    listeners.add(exchange);
    await exchange.hang();
    listeners.delete(exchange);
  });
  return {
    server,
    rows,
    times,
    change(index, part = {}) {
      const row = rows[index] as Purchase;
      return (rows[index] = { ...row, revision: row.revision + 1, ...part });
    },
    async emit(type, ...data) {
      const blocks = (data.length > 0 ? data : [{}]).map(
        (each) => `id: ${++lastId}\nevent: ${type}\ndata: ${JSON.stringify(each)}\n\n`,
      );
      await Promise.all([...listeners].map((listener) => listener.write(blocks.join(''))));
    },
    cut() {
      for (const listener of listeners) void listener.end();
    },
    refuse: (refused) => void (isRefused = refused),
    get requests() {
      return times.length;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    answer: (next) => void (handler = next),
    reply,
    until,
    untilListening: (wanted = 1) => until(() => listeners.size >= wanted),
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Whole, or a page of it when DataTables asks for one (server-side processing). */
function answerTo(url: string, rows: readonly Purchase[]): object {
  const { searchParams } = new URL(url, 'http://server.test');
  const asked = (name: string): string => searchParams.get(name) ?? '';
  if (!searchParams.has('draw')) return { data: rows };
  const column = (['name', 'amount', 'revision'] as const)[Number(asked('order[0][column]'))] ?? 'name';
  const direction = asked('order[0][dir]') === 'desc' ? -1 : 1;
  const found = rows
    .filter(({ name }) => name.toLowerCase().includes(asked('search[value]').toLowerCase()))
    .sort((a, b) => direction * (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0));
  const start = Number(asked('start'));
  return {
    draw: Number(asked('draw')),
    recordsTotal: rows.length,
    recordsFiltered: found.length,
    data: found.slice(start, start + Number(asked('length'))),
  };
}
