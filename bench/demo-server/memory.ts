/** What an idle connection costs: in the demo's server, and in a server of Node that does nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../demo/server-process.ts';
import { heapOf, type Heap } from './heap.ts';
import { logIn } from './http.ts';
import type { Figures } from './main.ts';

/** What our own part may cost. */
const LIMIT_BYTES = 1_024;

/** The difference is what the demo adds to what Node needs for any open response. */
export async function memoryTable(quick: boolean): Promise<Figures> {
  const connections = quick ? 500 : 4_000;
  const demo = await demoHeap(connections);
  const bare = await bareHeap(connections);
  const row = (title: string, { heap, rest }: Heap): string[] => [title, bytes(heap), bytes(rest)];
  const own = { heap: demo.heap - bare.heap, rest: demo.rest - bare.rest };
  return {
    title: `Memory of one idle connection, of ${connections}: our own part about ${LIMIT_BYTES} bytes`,
    table: {
      headings: ['server', 'heap', 'outside the heap (RSS)'],
      rows: [row('demo', demo), row('node:http alone', bare), row('our own part', own)],
    },
    holds: own.heap <= LIMIT_BYTES,
  };
}

async function demoHeap(connections: number): Promise<Heap> {
  const server = await startServer({
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
    STREAMS_PER_USER: '1000000',
    STREAMS_PER_MINUTE: '1000000',
    TOKEN_SECONDS: '3600',
  });
  try {
    const { headers } = await logIn(server.origin, 'ayu');
    const lines = `Authorization: ${headers['Authorization']}\r\n`;
    return await perConnection(server.origin, server.pid, server.output, connections, lines);
  } finally {
    await server.stop();
  }
}

async function bareHeap(connections: number): Promise<Heap> {
  const script = fileURLToPath(new URL('bare-server.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--inspect=127.0.0.1:0', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => output.push(line));
  }
  try {
    while (!output.some((line) => line.startsWith('http'))) await sleep(20);
    const origin = output.find((line) => line.startsWith('http')) ?? '';
    // As long a header as the other server gets.
    const lines = `Authorization: Bearer ${'x'.repeat(240)}\r\n`;
    return await perConnection(origin, child.pid ?? 0, () => output.join('\n'), connections, lines);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function perConnection(
  origin: string,
  pid: number,
  output: () => string,
  connections: number,
  headerLines: string,
): Promise<Heap> {
  const url = /ws:\/\/\S+/.exec(output())?.[0] ?? '';
  const request = `GET /api/events/stream HTTP/1.1\r\nHost: x\r\n${headerLines}\r\n`;
  // The first ones bring code and caches into memory.
  const sockets = await open(origin, request, 200);
  const before = await heapOf(url, pid);
  sockets.push(...(await open(origin, request, connections)));
  const after = await heapOf(url, pid);
  for (const socket of sockets) socket.destroy();
  return { heap: (after.heap - before.heap) / connections, rest: (after.rest - before.rest) / connections };
}

/** Opens so many streams, and waits for the first byte of each body. */
async function open(origin: string, request: string, count: number): Promise<Socket[]> {
  const port = Number(new URL(origin).port);
  const sockets: Socket[] = [];
  for (let place = 0; place < count; place += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    let text = '';
    while (!text.includes(':\n\n')) text += String((await once(socket, 'data'))[0]);
    sockets.push(socket);
  }
  return sockets;
}

function bytes(value: number): string {
  return `${Math.round(value).toLocaleString('en')} B`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
