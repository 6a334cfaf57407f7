import { createEventSource } from 'eventsource-client';
import type { Contestant } from './contestant.ts';

/** The `eventsource-client` package. */
export const eventsourceClient: Contestant = {
  title: 'eventsource-client',
  delivers: 'text',
  open(source, deliver) {
    const client = createEventSource({
      url: source.url,
      fetch: source.fetch,
      onMessage: (message) => deliver(message.data),
      onScheduleReconnect: () => source.onFault(new Error('eventsource-client lost its stream.')),
    });
    return () => client.close();
  },
};
