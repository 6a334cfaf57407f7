/** The two roads events come on, stream and poll: sends what the core asks for, and posts what becomes of it. */
import type { Begin, Failure } from '../core/model.ts';
import type { UrlSource } from '../options.ts';
import type { FetchLike } from '../platform/platform.ts';
import type { Poll } from '../transports/poll.ts';
import type { Transport } from '../transports/transport.ts';
import type { Prepared } from './requests.ts';
import { createSink, lastId, type SinkParts } from './sink.ts';
import type { Teller } from './teller.ts';

/** What the roads are made of. */
export interface RoadParts extends SinkParts {
  readonly url: UrlSource;
  readonly pollUrl: UrlSource | undefined;
  readonly poll: Poll | undefined;
  readonly transport: Transport;
  readonly fetch: FetchLike;
  readonly maxEventBytes: number;
  readonly teller: Teller;
}

export class Roads {
  readonly #parts: RoadParts;
  readonly #controllers = new Map<number, AbortController>();

  constructor(parts: RoadParts) {
    this.#parts = parts;
  }

  begin(effect: Begin): void {
    const controller = new AbortController();
    const { signal } = controller;
    this.#controllers.set(effect.link.attempt, controller);
    // In a task of its own, so that no function of the page runs while effects are being done.
    void Promise.resolve().then(() => (signal.aborted ? undefined : this.#send(effect, signal)));
  }

  abort(attempt: number): void {
    this.#controllers.get(attempt)?.abort();
    this.#controllers.delete(attempt);
  }

  async #send(effect: Begin, signal: AbortSignal): Promise<void> {
    const { requests, meter, url, pollUrl = '' } = this.#parts;
    const { road, link } = effect;
    const isStream = road === 'stream';
    meter.count(isStream ? 'attempts' : 'polls');
    const prepared = await requests.prepare({ ...effect, url: isStream ? url : pollUrl, signal });
    if (signal.aborted) return;
    if ('url' in prepared) return isStream ? this.#stream(link.attempt, prepared) : this.#poll(link.attempt, prepared);
    // A function of the page that throws costs an attempt (SPEC A3).
    const culprit = prepared.kind === 'auth' ? 'headers' : 'url or body';
    const message = `The request could not be made ready: ${culprit} threw, or gave something unusable.`;
    this.#fail(link.attempt, { ...prepared, phase: isStream ? 'connect' : 'poll', message });
  }

  async #stream(attempt: number, prepared: Prepared): Promise<void> {
    const { transport, fetch, maxEventBytes } = this.#parts;
    const { url, init } = prepared;
    const sink = createSink(attempt, prepared, this.#parts);
    try {
      await transport.open({ url, init, fetch, maxEventBytes }, sink);
    } catch (error) {
      // Transports promise not to throw; one that breaks its promise must not hang the client.
      sink.ended(error);
    }
  }

  async #poll(attempt: number, prepared: Prepared): Promise<void> {
    const { poll, requests, post, meter, teller, delivery, platform, generation } = this.#parts;
    const outcome = await poll?.ask(prepared, (response) => requests.inspect(response, prepared));
    if (!outcome || attempt !== this.#parts.state().poll?.attempt) return;
    if (outcome.type === 'failed') return this.#fail(attempt, outcome.failure);
    const frames = outcome.events.map(({ type, data, id }) => ({ event: type, data, id }));
    const mine = generation();
    post({ type: 'polled', attempt, lastEventId: lastId(frames) });
    // A listener may close the client at every turn.
    if (generation() !== mine) return;
    meter.fed(platform.now());
    if (outcome.misread) {
      const { body, error } = outcome.misread;
      meter.events.invalid++;
      teller.queue('invalid', { raw: { event: 'message', data: body, id: undefined }, kind: 'poll', issues: [error] });
    }
    teller.tell('poll', { status: outcome.status, events: frames.length });
    if (generation() !== mine) return;
    meter.events.received += frames.length;
    delivery.outbox.push({ attempt, origin: 'poll', at: platform.now(), receivedAt: platform.wallNow(), frames });
  }

  #fail(attempt: number, failure: Failure): void {
    this.#parts.post({ type: 'ended', attempt, verdict: failure.status === 401 ? 'unauthorized' : 'retry', failure });
  }
}
