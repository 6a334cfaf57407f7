import { createParser } from 'eventsource-parser';
import type { Contestant, Source } from './contestant.ts';

/** The least anyone can do: fetch, read, decode, parse, call back. It checks nothing and never comes back. */
export const bareLoop: Contestant = {
  title: 'bare eventsource-parser loop',
  delivers: 'text',
  open(source, deliver) {
    const controller = new AbortController();
    read(source, deliver, controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) source.onFault(error);
    });
    return () => controller.abort();
  },
};

async function read(source: Source, deliver: (data: string) => void, signal: AbortSignal): Promise<void> {
  const response = await source.fetch(source.url, { signal });
  if (response.body === null) throw new Error('The response has no body.');
  const parser = createParser({ onEvent: (event) => deliver(event.data) });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
