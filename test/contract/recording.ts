import type { Frame, Transport, TransportRequest, TransportSink } from '../../src/transports/transport.ts';
import type { ParsedFrame } from '../support/reference-parser.ts';

/** Everything a transport told its sink. */
export interface Recording {
  readonly responses: Response[];
  /** One entry for each `received`. */
  readonly chunks: {
    readonly bytes: number;
    readonly frames: readonly Frame[];
    readonly retryMs: number | undefined;
  }[];
  /** One entry for each `ended`: what it was given. */
  readonly endings: unknown[];
  /** All frames, in order. */
  readonly frames: readonly Frame[];
  /** The last `retry:` reported. */
  readonly retryMs: number | undefined;
  readonly bytes: number;
}

export interface Run {
  readonly recording: Recording;
  /** Settles when `open` has. */
  readonly done: Promise<void>;
  abort(reason?: unknown): void;
  /** Resolves when `condition` holds; asked after each call of the sink. */
  until(condition: (recording: Recording) => boolean): Promise<void>;
}

export interface RunOptions {
  readonly fetch?: TransportRequest['fetch'];
  readonly init?: RequestInit;
  readonly maxEventBytes?: number;
  readonly accept?: (response: Response) => boolean;
  readonly received?: TransportSink['received'];
  /** Takes blocks one by one, as the client does; otherwise all come with their chunk. */
  readonly block?: boolean;
}

/** Opens a transport on `url` and records what it says. */
export function run(transport: Transport, url: string, options: RunOptions = {}): Run {
  const controller = new AbortController();
  const waiting = new Set<() => void>();
  const recording: Recording = {
    responses: [],
    chunks: [],
    endings: [],
    get frames() {
      return this.chunks.flatMap(({ frames }) => frames);
    },
    get retryMs() {
      return this.chunks.findLast(({ retryMs }) => retryMs !== undefined)?.retryMs;
    },
    get bytes() {
      return this.chunks.reduce((sum, { bytes }) => sum + bytes, 0);
    },
  };
  const blocks: Frame[] = [];
  const changed = (): void => {
    for (const look of waiting) look();
  };
  const sink: TransportSink = {
    opened(response) {
      recording.responses.push(response);
      changed();
      return options.accept?.(response) ?? true;
    },
    block(frame) {
      if (!options.block) return false;
      blocks.push(frame);
      return true;
    },
    received(bytes, rest, retryMs) {
      const frames = [...blocks.splice(0), ...rest];
      recording.chunks.push({ bytes, frames, retryMs });
      changed();
      return options.received?.(bytes, frames, retryMs);
    },
    ended(...reason) {
      recording.endings.push(reason[0]);
      changed();
    },
  };
  const request: TransportRequest = {
    url,
    init: { ...options.init, signal: controller.signal },
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    maxEventBytes: options.maxEventBytes ?? 1_048_576,
  };
  return {
    recording,
    done: transport.open(request, sink),
    abort: (reason) => controller.abort(reason),
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition(recording)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Frames with every field spelled out, as the vectors have them. */
export function plain(frames: readonly Frame[]): ParsedFrame[] {
  return frames.map(({ id, event, data }) => ({ id, event, data }));
}

/** What became of each event: its data, or `oversize`. */
export function outcomes(frames: readonly Frame[]): (string | undefined)[] {
  return frames.map(({ data, oversize }) => (oversize ? 'oversize' : data));
}

/** A `fetch` that answers with these chunks, exactly so cut, and then ends as told. */
export function fetchOf(
  chunks: Iterable<Uint8Array>,
  end: { readonly error: unknown } | 'close' | 'stay' = 'close',
): TransportRequest['fetch'] {
  return async () => {
    const rest = chunks[Symbol.iterator]();
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const next = rest.next();
          if (!next.done) controller.enqueue(next.value);
          else if (end === 'close') controller.close();
          else if (end === 'stay') return new Promise(() => {});
          else controller.error(end.error);
          return undefined;
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}
