import { fetchStream } from '../../src/transports/fetch-stream.ts';
import { useWorld, type Watched, type WatchOptions, type World } from '../contract/client/support/world.ts';
import type { FaultServer } from '../support/fault-server.ts';
import type { Daemon } from './daemon.ts';
import { serveUpstream, type Upstream } from './upstream.ts';

/** A server of ours, a proxy of others before it, and a client before that. */
export interface Behind {
  readonly server: FaultServer;
  readonly upstream: Upstream;
  readonly proxy: Daemon;
  /** Not connected yet. */
  readonly watched: Watched;
}

export type BehindOptions = WatchOptions & {
  /** Idle streams get a comment this often; none without it. */
  readonly commentEveryMs?: number;
};

/** Starts a proxy before the server at this port. */
export type StartProxy = (port: string) => Promise<Daemon>;

/** For one test file. */
export function useProxies(): Pick<World, 'until'> & {
  readonly behind: (start: StartProxy, options?: BehindOptions) => Promise<Behind>;
} {
  const { serve, watch, until, own } = useWorld(fetchStream);
  return {
    until,
    async behind(start, { commentEveryMs, ...options } = {}) {
      const server = await serve();
      const upstream = serveUpstream(server, commentEveryMs);
      const proxy = await start(new URL(server.url('/')).port);
      own({ close: proxy.stop });
      const watched = watch(`${proxy.origin}/events`, {
        parse: 'json',
        polling: {
          url: `${proxy.origin}/poll`,
          toEvents: (body) => body as readonly { readonly id: string; readonly type: string; readonly data: unknown }[],
          intervalMs: 50,
          recoverAfterMs: 300,
          maxRecoverAfterMs: 300,
        },
        ...options,
      });
      return { server, upstream, proxy, watched };
    },
  };
}
