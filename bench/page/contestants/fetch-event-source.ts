import { fetchEventSource } from '@microsoft/fetch-event-source';
import type { Payload } from '../../shared/workloads.ts';
import type { Close, Contestant, Source } from './contestant.ts';

/** @microsoft/fetch-event-source as it comes. */
export const fetchEventSourceText: Contestant = {
  title: '@microsoft/fetch-event-source',
  delivers: 'text',
  open: (source, deliver) => start(source, deliver),
};

/** The same, with the `JSON.parse` that its users write in `onmessage`. */
export const fetchEventSourceJson: Contestant = {
  title: '@microsoft/fetch-event-source + JSON.parse',
  delivers: 'json',
  open: (source, deliver) => start(source, (data) => deliver(JSON.parse(data) as Payload)),
};

function start(source: Source, deliver: (data: string) => void): Close {
  const controller = new AbortController();
  fetchEventSource(source.url, {
    fetch: (input, init) => source.fetch(input as string, init),
    signal: controller.signal,
    openWhenHidden: true,
    onmessage: (message) => deliver(message.data),
    onerror: (error: unknown) => source.onFault(error),
  }).catch(source.onFault);
  return () => controller.abort();
}
