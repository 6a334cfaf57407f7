import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sse from '@fastify/sse';
import { serve, type ServerType } from '@hono/node-server';
import { createSession } from 'better-sse';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { serverPath } from '../../scripts/servers.mjs';
import { startNginx } from './daemon.ts';

/** A server of others at work: events named `tick` with the payload `{"n":n}`, at `/events`. */
export interface Publisher {
  readonly origin: string;
  /** Makes event n. */
  publish(n: number): Promise<void>;
  stop(): Promise<void>;
}

/** What libraries leave to their users: what has been published, and who wants to know. */
interface Ticks {
  publish(n: number): Promise<void>;
  /** Calls `send` with every number after `last`, those to come included, until it rejects. */
  follow(last: number, send: (n: number) => unknown): Promise<void>;
}

function createTicks(): Ticks {
  let head = 0;
  let waiting: (() => void)[] = [];
  return {
    publish: async (n) => {
      head = n;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async follow(last, send) {
      try {
        for (let next = last + 1; ; next++) {
          while (next > head) await new Promise<void>((resolve) => waiting.push(resolve));
          await send(next);
        }
      } catch {
        // The reader has left.
      }
    },
  };
}

/** nginx with nchan: stores, numbers and resumes by itself. */
export async function startNchan(): Promise<Publisher> {
  const config = `
    location = /events { nchan_subscriber eventsource; nchan_channel_id main; nchan_eventsource_ping_interval 1;
      nchan_subscriber_first_message oldest; }
    location = /publish { nchan_publisher; nchan_channel_id main; nchan_message_buffer_length 1000; }`;
  const { origin, stop } = await startNginx(config, [serverPath('nchan')]);
  return {
    origin,
    stop,
    async publish(n) {
      const headers = { 'x-eventsource-event': 'tick', 'content-type': 'application/json' };
      const answer = await fetch(`${origin}/publish`, { method: 'POST', body: `{"n":${n}}`, headers });
      if (!answer.ok) throw new Error(`nchan answered ${answer.status}`);
    },
  };
}

/** The package `better-sse` on Node's own server. */
export function startBetterSse(): Promise<Publisher> {
  const ticks = createTicks();
  return listen(ticks, async (request, response) => {
    const session = await createSession(request, response, { keepAlive: 1_000, retry: null });
    await ticks.follow(Number(session.lastId), (n) => session.push({ n }, 'tick', String(n)));
  });
}

/** Hono's `streamSSE`. */
export async function startHono(): Promise<Publisher> {
  const ticks = createTicks();
  const app = new Hono();
  app.get('/events', (c) =>
    streamSSE(c, (stream) =>
      ticks.follow(Number(c.req.header('last-event-id') ?? 0), async (n) => {
        if (stream.aborted) throw new Error('gone');
        await stream.writeSSE({ id: String(n), event: 'tick', data: JSON.stringify({ n }) });
      }),
    ),
  );
  let server: ServerType | undefined;
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    publish: ticks.publish,
    stop: () =>
      new Promise((resolve) => {
        server?.close(() => resolve());
        if (server && 'closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Fastify's plugin `@fastify/sse`. */
export async function startFastify(): Promise<Publisher> {
  const ticks = createTicks();
  const app = fastify({ forceCloseConnections: true });
  await app.register(sse, { heartbeatInterval: 1_000 });
  app.get('/events', { sse: { kind: 'only' } }, async (_, reply) => {
    reply.sse.keepAlive();
    reply.sse.sendHeaders();
    void ticks.follow(Number(reply.sse.lastEventId ?? 0), async (n) => {
      if (!reply.sse.isConnected) throw new Error('gone');
      await reply.sse.send({ id: String(n), event: 'tick', data: { n } });
    });
  });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { origin, publish: ticks.publish, stop: () => app.close() };
}

async function listen(
  ticks: Ticks,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Publisher> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish: ticks.publish,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
