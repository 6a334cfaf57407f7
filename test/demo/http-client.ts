/** The little HTTP the server's tests need: a token, a stream read event by event. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { IssuedToken } from '../../demo/server/tokens.ts';

/** A fresh token from the server. */
export async function takeToken(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/token`, { method: 'POST' });
  const issued = (await response.json()) as IssuedToken;
  return issued.token;
}

/** `Authorization`, and the last event id when there is one. */
export function bearer(token: string, lastEventId?: string): Record<string, string> {
  return { Authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) };
}

/** The numbered events of an open stream, heartbeats left out; ends when the stream does. */
export async function* readEvents(response: Response): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => ready.push(event) });
  const decoder = new TextDecoder();
  if (response.body === null) return;
  for await (const chunk of response.body) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    for (const event of ready.splice(0)) if (event.event !== 'heartbeat') yield event;
  }
}

/** The next `count` events of a stream; the stream stays open. */
export async function take(
  events: AsyncGenerator<EventSourceMessage>,
  count: number,
): Promise<readonly EventSourceMessage[]> {
  const taken: EventSourceMessage[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done) throw new Error(`The stream ended after ${taken.length} of ${count} events.`);
    taken.push(next.value);
  }
  return taken;
}

/** The global numbers of events. */
export function seqs(events: readonly { readonly data: string }[]): readonly number[] {
  return events.map((event) => (JSON.parse(event.data) as { seq: number }).seq);
}
