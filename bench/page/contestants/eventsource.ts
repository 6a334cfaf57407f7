import { EventSource } from 'eventsource';
import { EVENT_NAME } from '../../shared/workloads.ts';
import type { Contestant } from './contestant.ts';

/** The `eventsource` package: the DOM's EventSource rebuilt on fetch. */
export const eventsource: Contestant = {
  title: 'eventsource 5',
  delivers: 'text',
  open(source, deliver) {
    const client = new EventSource(source.url, { fetch: source.fetch });
    client.addEventListener(EVENT_NAME, (event: MessageEvent) => deliver(event.data as string));
    client.addEventListener('error', (event) => source.onFault(event));
    return () => client.close();
  },
};
