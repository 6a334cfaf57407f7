import type { SseClient } from '../client.ts';
import type { AnySseEvent, Unsubscribe } from '../events.ts';

export type Events = Record<string, unknown>;
export type Change = AnySseEvent<Events>;

/**
 * Listens for whatever puts a table out of date.
 *
 * @param onEvent - One of `events` has come.
 * @param onGap - Events may have been missed: a resync, or the switch to or from polling (SPEC T6).
 */
export function subscribe(
  client: SseClient<Events>,
  events: readonly string[],
  onEvent: (event: Change) => void,
  onGap: () => void,
): Unsubscribe {
  /** Events came by polls last. */
  let isPolling = client.state.phase === 'polling';
  const stops = [
    ...events.map((type) => client.on(type, (_, event) => onEvent(event))),
    client.lifecycle.on('resync', onGap),
    client.lifecycle.on('state', ({ phase }) => {
      if (phase !== (isPolling ? 'open' : 'polling')) return;
      isPolling = !isPolling;
      onGap();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
