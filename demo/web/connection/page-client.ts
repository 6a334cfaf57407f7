/** The one client every page has: purchases, the user's notifications and chat, on a single stream. */
import { type PolledEvent, SseClient } from 'holdfast';
import type { DemoEvents, EventsAnswer } from '../../shared/events.ts';
import type { Session } from '../session/session.ts';
import { DEMO_OPTIONS, DEMO_POLLING } from './demo-times.ts';

/** The page's client. */
export type PageClient = SseClient<DemoEvents>;

/**
 * A client that has not connected yet.
 *
 * @param onPollGap - Called before events of a poll that may not join on to the ones before.
 */
export function createPageClient(session: Session, onPollGap: () => void): PageClient {
  return new SseClient<DemoEvents>('/api/events/stream?with=chat', {
    ...DEMO_OPTIONS,
    headers: session.headers,
    lastEventId: session.lastEventId,
    polling: {
      ...DEMO_POLLING,
      url: '/api/events?with=chat',
      toEvents: (body) => {
        const { events, resync } = body as EventsAnswer;
        if (resync) onPollGap();
        return events satisfies readonly PolledEvent[];
      },
    },
  });
}
