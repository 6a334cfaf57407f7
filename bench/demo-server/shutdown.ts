/** How long the server takes to stop with many streams open. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startServer } from '../../demo/server-process.ts';
import { digits } from '../digits.ts';
import { logIn } from './http.ts';
import type { Figures } from './main.ts';

const LIMIT_MS = 5_000;

/** From SIGTERM to the exit, and over how long the clients are told to spread their return. */
export async function shutdownTable(quick: boolean): Promise<Figures> {
  const streams = quick ? 100 : 1_000;
  const server = await startServer({ STREAMS_PER_USER: '1000000', STREAMS_PER_MINUTE: '1000000' });
  const { headers } = await logIn(server.origin, 'ayu');
  const texts: string[] = [];
  const sockets: Socket[] = [];
  for (let place = 0; place < streams; place += 1) {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.write(`GET /api/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers['Authorization']}\r\n\r\n`);
    socket.on('data', (chunk) => {
      texts[place] = (texts[place] ?? '') + String(chunk);
    });
    await once(socket, 'data');
    sockets.push(socket);
  }
  const closed = sockets.map((socket) => once(socket, 'close'));
  const begun = performance.now();
  const code = await server.stop();
  const tookMs = performance.now() - begun;
  await Promise.all(closed);
  const retries = texts.flatMap((text) => /retry: (\d+)/.exec(text)?.[1] ?? []).map(Number);
  return {
    title: `SIGTERM with ${streams} open streams: exit within ${LIMIT_MS / 1_000} s`,
    table: {
      headings: ['exit code', 'took', 'streams ended with a retry', 'spread'],
      rows: [
        [
          String(code),
          `${digits(tookMs)} ms`,
          String(retries.length),
          `${Math.min(...retries)}–${Math.max(...retries)} ms`,
        ],
      ],
    },
    holds: code === 0 && tookMs < LIMIT_MS && retries.length === streams,
  };
}
