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
  /** It is strict. Nobody asks it where the options bring a transport of their own. */
  readonly server: ScriptedTransport;
  /** Every event that was delivered, in order. */
  readonly delivered: readonly SseEvent[];
  /** What happened, one line each, with the time: `'1000 connecting'`. */
  readonly timeline: readonly string[];
}

/** Options of a {@link testClient}: those of the client, and parts of the world to bring along. */
export type TestClientOptions<Events extends object> = SseClientOptions<Events> & {
  /** For several clients in one time, or a clock with a fetch of its own. @defaultValue a new one */
  readonly clock?: VirtualClock;
  /** For several clients on one page, or one that begins hidden. @defaultValue a new one, visible and online */
  readonly fakePage?: FakePage;
};

/**
 * A real `SseClient` on a virtual clock, a fake page and a scripted transport. It is not connected yet.
 *
 * @throws TypeError for a `platform` or `page` (give `clock` or `fakePage`), and for whatever `SseClient` throws.
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
  for (const [taken, instead] of [
    ['platform', 'clock: createVirtualClock(…)'],
    ['page', 'fakePage: createFakePage(…)'],
  ] as const)
    if (options[taken] !== undefined)
      throw new TypeError(`holdfast/testing: testClient makes the option "${taken}" itself; give it ${instead}.`);
  const server = createScriptedTransport({ strict: true });
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
