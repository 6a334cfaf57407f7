import { describe, expect, it } from 'vitest';
import { idsUpTo } from '../contract/client/support/event-log.ts';
import { type StartProxy, useProxies } from './behind.ts';
import { startHaproxy } from './daemon.ts';

const { behind, until } = useProxies();

/** @param backend - Further lines of the backend. */
function haproxy(defaults: string, backend = ''): StartProxy {
  return (port) =>
    startHaproxy(`
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
  ${defaults}
backend back
  ${backend}
  server one 127.0.0.1:${port}
`);
}

describe('HAProxy', () => {
  const quick = 'option http-no-delay';

  it('[C6, D2] cuts an idle stream, which is resumed with nothing lost', async () => {
    const { upstream, watched, server } = await behind(haproxy(quick));
    watched.client.connect();
    upstream.add(4);
    await until('four have come', () => watched.events.length === 4);
    await until('it was cut twice and is open again', () => watched.told.open.length === 3);
    upstream.add(4);
    await until('eight have come', () => watched.events.length === 8);
    expect(watched.ids).toEqual(idsUpTo(8));
    expect(server.requestsTo('/events').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '4', '4']);
    expect(watched.told.resync).toEqual([]);
  });

  it('[H1] leaves a stream with comments alone for longer than that', async () => {
    const { upstream, watched, server } = await behind(haproxy(quick), { commentEveryMs: 300 });
    watched.client.connect();
    await until('comments have come for over 2 s', () => upstream.comments >= 8);
    upstream.add(1);
    await until('it has come', () => watched.events.length === 1);
    expect(server.requestsTo('/events')).toHaveLength(1);
    expect(watched.kinds).toEqual([]);
  });

  it('[D1] without http-no-delay delivers in clumps: late, whole and in order', async () => {
    const { upstream, watched } = await behind(haproxy(''));
    watched.client.connect();
    for (let count = 1; count <= 60; count++) {
      upstream.add(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until('all have come', () => watched.events.length === 60);
    expect(watched.ids).toEqual(idsUpTo(60));
  });

  it('[C4, B5, P6] answers 503 while no server is up, and everything is there when one is', async () => {
    const down = haproxy(quick, 'option httpchk GET /health\n  default-server check inter 100ms fall 1 rise 1');
    const { upstream, watched, server, proxy } = await behind(down, {
      reconnect: { attempts: 2 },
      commentEveryMs: 200,
    });
    server.on('/health', (exchange) => exchange.reply(503));
    upstream.add(5);
    // It takes its servers for healthy until the first check.
    while ((await fetch(`${proxy.origin}/poll`)).status !== 503)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = (): boolean => watched.told.error.some(({ status }) => status === 503);
    watched.client.connect();
    await until('503 was answered', refused);
    server.on('/health', (exchange) => exchange.reply(200));
    await until('it is open', () => watched.client.state.phase === 'open');
    await until('all have come', () => watched.events.length === 5);
    expect(watched.ids).toEqual(idsUpTo(5));
  });

  it('[D2] that is restarted is found again', async () => {
    const { upstream, watched, proxy } = await behind(haproxy(quick), { commentEveryMs: 200 });
    watched.client.connect();
    upstream.add(3);
    await until('three have come', () => watched.events.length === 3);
    const restarted = proxy.restart();
    upstream.add(3);
    await restarted;
    await until('six have come', () => watched.events.length === 6);
    expect(watched.ids).toEqual(idsUpTo(6));
  });
});
