import { SseClient } from '../../../src/index.ts';
import { EVENT_NAME, type Payload } from '../../shared/workloads.ts';
import type { Contestant } from './contestant.ts';

/** Room for the event of 2 MiB; the default is half of that. */
const limits = { maxEventBytes: 8 * 1_024 * 1_024 };

/** As fast as it goes: nothing parsed, nothing compared. */
export const holdfastText: Contestant = {
  title: 'holdfast, parse: text, no dedupe',
  delivers: 'text',
  open({ url, fetch, onFault }, deliver) {
    const client = new SseClient<{ [EVENT_NAME]: string }>(url, {
      fetch,
      limits,
      parse: 'text',
      dedupe: false,
      debounce: false,
    });
    client.on(EVENT_NAME, deliver);
    client.lifecycle.on('error', onFault);
    client.lifecycle.on('invalid', onFault);
    client.connect();
    return () => client.close();
  },
};

/** As it comes. */
export const holdfast: Contestant = {
  title: 'holdfast',
  delivers: 'json',
  open({ url, fetch, onFault }, deliver) {
    const client = new SseClient<{ [EVENT_NAME]: Payload }>(url, { fetch, limits });
    client.on(EVENT_NAME, deliver);
    client.lifecycle.on('error', onFault);
    client.lifecycle.on('invalid', onFault);
    client.connect();
    return () => client.close();
  },
};
