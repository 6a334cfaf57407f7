import { SseClient } from '../client.ts';
import type { SseEvent } from '../events.ts';
import type { SseClientOptions } from '../options.ts';
import { createFakePage, type FakePage } from './fake-page.ts';
import { createScriptedTransport, type ScriptedTransport } from './scripted-transport.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A real client in a world the test directs. */
export interface TestClient<Events extends object> {
  readonly client: SseClient<Events>;
  readonly clock: VirtualClock;
  readonly page: FakePage;
  readonly server: ScriptedTransport;
  /** Every event that was delivered, in order. */
  readonly delivered: readonly SseEvent[];
  /** What happened, one line each, with the time: `'1000 connecting'`. */
  readonly timeline: readonly string[];
}

/** Options of a {@link testClient}: those of the client, and parts of the world to bring along. */
export type TestClientOptions<Events extends object> = SseClientOptions<Events> & {
  readonly clock?: VirtualClock;
  readonly fakePage?: FakePage;
};

/**
 * A real `SseClient` on a virtual clock, a fake page and a scripted transport. It is not connected yet.
 *
 * @example
 * const { client, clock, server, delivered } = testClient();
 * client.connect();
 * await clock.settle();
 * server.latest.send({ id: '1', event: 'price', data: { eur: 3 } });
 */
export function testClient<Events extends object = Record<string, unknown>>({
  clock = createVirtualClock(),
  fakePage = createFakePage(),
  ...options
}: TestClientOptions<Events> = {}): TestClient<Events> {
  const server = createScriptedTransport();
  const client = new SseClient<Events>('https://api.test/stream', {
    platform: clock.platform,
    page: fakePage,
    transport: server,
    ...options,
  });
  const delivered: SseEvent[] = [];
  const timeline: string[] = [];
  client.onAny((event) => void delivered.push(event as SseEvent));
  client.lifecycle.on(
    'state',
    ({ phase, attempt }) => void timeline.push(`${clock.now()} ${phase}${attempt ? ` ${attempt}` : ''}`),
  );
  return { client, clock, page: fakePage, server, delivered, timeline };
}
