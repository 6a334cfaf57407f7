/** The clients of this page, for the connection panel. */
import type { SseClient, SseEvent, Unsubscribe } from 'holdfast';

/** What the panel uses of a client, whatever its events. */
export interface AnyClient extends Pick<SseClient, 'state' | 'lifecycle' | 'metrics' | 'close'> {
  connect(): unknown;
  reconnect(): unknown;
  onAny(listener: (event: SseEvent) => void): Unsubscribe;
}

/** A client and what it is for. */
export interface Watched {
  readonly name: string;
  readonly client: AnyClient;
}
