import { describe, expect, it } from 'vitest';
import { idsUpTo } from '../contract/client/support/event-log.ts';
import { type StartProxy, useProxies } from './behind.ts';
import { startNginx } from './daemon.ts';
import { serveUpstream } from './upstream.ts';

const { behind, until } = useProxies();

/** @param settings - On top of what nginx does of itself. */
function nginx(settings: string): StartProxy {
  return (port) => startNginx(`location / { proxy_pass http://127.0.0.1:${port}; ${settings} }`);
}

describe('nginx that buffers, as it does unless told otherwise', () => {
  it('[C5, B5, P3, P5, P6] is recognised, polls feed the page, and the stream is taken back once it flows', async () => {
    const { upstream, watched } = await behind(nginx(''), {
      reconnect: { attempts: 2, connectTimeoutMs: 300 },
    });
    upstream.add(3);
    watched.client.connect();
    await until('polls have brought what there is', () => watched.events.length === 3);
    expect(watched.client.state.phase).toBe('polling');
    expect(watched.events.map(({ origin }) => origin)).toEqual(['poll', 'poll', 'poll']);
    expect(watched.kinds.slice(0, 3)).toEqual(['timeout', 'timeout', 'timeout']);
    upstream.add(2);
    await until('polls bring what is new', () => watched.events.length === 5);

    // Somebody reads what the README says of X-Accel-Buffering.
    upstream.unbuffered = true;
    // A byte has to flow before a probe can show that the stream is back.
    await until('it was probed again', () => {
      if (watched.client.state.phase === 'polling') upstream.add(1);
      return watched.client.state.phase === 'open';
    });
    upstream.add(2);
    const count = Number(watched.ids.at(-1));
    await until('the stream brings what is new', () => watched.events.at(-1)?.origin === 'stream');
    await until('nothing is on the way', () => Number(watched.ids.at(-1)) >= count + 2);
    expect(watched.ids).toEqual(idsUpTo(watched.ids.length));
  });

  it('[C5] is no hindrance to a server that sends X-Accel-Buffering: no', async () => {
    const { upstream, watched } = await behind(nginx(''));
    upstream.unbuffered = true;
    watched.client.connect();
    for (let count = 1; count <= 10; count++) {
      upstream.add(1);
      await until(`number ${count} has come`, () => watched.events.length === count);
    }
    expect(watched.ids).toEqual(idsUpTo(10));
    expect(watched.events.every(({ origin }) => origin === 'stream')).toBe(true);
    expect(watched.kinds).toEqual([]);
  });
});

it('[D1] nginx that buffers, and speaks HTTP/1.1 to the server, lets events through one by one', async () => {
  const { upstream, watched } = await behind(nginx('proxy_http_version 1.1; proxy_set_header Connection "";'));
  watched.client.connect();
  for (let count = 1; count <= 10; count++) {
    upstream.add(1);
    await until(`number ${count} has come`, () => watched.events.length === count);
  }
  expect(watched.ids).toEqual(idsUpTo(10));
  expect(watched.events.every(({ origin }) => origin === 'stream')).toBe(true);
});

describe('nginx with buffering off and a read timeout of 5 s', () => {
  const settings = 'proxy_buffering off; proxy_read_timeout 5s;';

  it('[C6, D2] cuts a silent stream, which is resumed with nothing lost', async () => {
    const { upstream, watched, server } = await behind(nginx(settings));
    watched.client.connect();
    upstream.add(4);
    await until('four have come', () => watched.events.length === 4);
    await until('it was cut and is open again', () => watched.told.open.length === 2);
    upstream.add(4);
    await until('eight have come', () => watched.events.length === 8);
    expect(watched.ids).toEqual(idsUpTo(8));
    expect(server.requestsTo('/events').at(-1)?.headers['last-event-id']).toBe('4');
    expect(watched.told.resync).toEqual([]);
    const [first] = server.requestsTo('/events');
    expect(Number(first?.closedAt) - Number(first?.receivedAt)).toBeGreaterThan(4_500);
  });

  it('[H1] leaves a stream with comments alone for longer than that', async () => {
    const { upstream, watched, server } = await behind(nginx(settings), { commentEveryMs: 500 });
    watched.client.connect();
    await until('comments have come for over 6 s', () => upstream.comments >= 13);
    upstream.add(1);
    await until('it has come', () => watched.events.length === 1);
    expect(server.requestsTo('/events')).toHaveLength(1);
    expect(watched.kinds).toEqual([]);
  });

  it('[C4, B5, P4, P6] answers 502 while the server is away, and everything is there when it is back', async () => {
    const { upstream, watched, server, proxy } = await behind(nginx(settings), { reconnect: { attempts: 2 } });
    watched.client.connect();
    upstream.add(3);
    await until('three have come', () => watched.events.length === 3);
    for (const path of ['/events', '/poll']) server.on(path, (exchange) => exchange.reset());
    await proxy.restart();
    await until('502 was answered to stream and poll', () =>
      ['connect', 'poll'].every((phase) =>
        watched.told.error.some((error) => error.status === 502 && error.phase === phase),
      ),
    );
    const again = serveUpstream(server, 200);
    again.add(6);
    await until('it is open again', () => watched.client.state.phase === 'open');
    await until('all have come', () => watched.events.length === 6);
    expect(watched.ids).toEqual(idsUpTo(6));
  });
});
