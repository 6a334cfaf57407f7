import type { FetchLike } from '../platform/platform.ts';

/** One block of an event stream. */
export interface Frame {
  /** The block's `id:`; `undefined` when it had none (or one with NUL, which the standard ignores). */
  readonly id?: string | undefined;
  /** The block's `event:`; `undefined` when it had none or an empty one. */
  readonly event?: string | undefined;
  /** The block's data; `undefined` for a block that only moves the last event id, and for one over the limit. */
  readonly data: string | undefined;
  /** The block was over `maxEventBytes`; its data was not kept. */
  readonly oversize?: boolean;
}

/** What a transport is asked to do. */
export interface TransportRequest {
  readonly url: string;
  /** Ready for `fetch`: method, headers, body, credentials, and the signal that ends it. */
  readonly init: RequestInit & { readonly signal: AbortSignal };
  readonly fetch: FetchLike;
  /** Larger events are to be skipped and reported as an `oversize` frame, without their data being kept. */
  readonly maxEventBytes: number;
}

/** Where a transport reports. Every method may be called after the abort; it then does nothing. */
export interface TransportSink {
  /**
   * Headers have come. The client judges them: on `false` cancel the body and report nothing more.
   */
  opened(response: Response): boolean;
  /**
   * A block is complete, and the chunk it came in is still being read: it may be dealt with at once, which spares a
   * list of blocks for each chunk. On `false` keep it, and those after it, for {@link received}. A transport need not
   * ask: everything can go through `received`.
   *
   * @param text - The chunk as text. All but its first block lie whole in it.
   */
  block(frame: Frame, text: string): boolean;
  /**
   * A chunk was read and understood: its size, the blocks it completed that were not taken one by one, and a `retry:`
   * it held.
   * When a promise comes back, wait for it before reading on: handlers are far behind.
   */
  received(bytes: number, frames: readonly Frame[], retryMs?: number): void | Promise<void>;
  /** The stream is over: cleanly, or with what broke it. */
  ended(error?: unknown): void;
}

/** A way to read an event stream. Outcomes go to the sink; `open` itself never throws or rejects. */
export interface Transport {
  open(request: TransportRequest, sink: TransportSink): Promise<void>;
}
