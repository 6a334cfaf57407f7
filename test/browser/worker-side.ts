/** The SDK in a worker, dedicated or shared: does what it is told by messages, and tells each port every event. */
import { SseClient } from '../../src/index.ts';
import { fetchEventSourceTransport } from '../../src/transports/fetch-event-source.ts';
import type { TransportName } from './page-side.ts';

/** What a page tells the worker. A second `start` only joins the client there is. */
export interface WorkerCommand {
  readonly type: 'start' | 'close';
  readonly url: string;
  readonly transport: TransportName;
}

/** What the worker tells its pages: an event; or, in answer to a command, the phase and which globals of a page it has. */
export type WorkerNews =
  | { readonly id: string | undefined; readonly data: unknown }
  | { readonly phase: string; readonly documents: readonly string[] };

/** The part of a port, or of a dedicated worker's global scope, that is used. */
interface Port {
  postMessage(news: WorkerNews): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerCommand>) => void): void;
  start?(): void;
}

const ports = new Set<Port>();
let client: SseClient | undefined;

function serve(port: Port): void {
  ports.add(port);
  port.addEventListener('message', ({ data: { type, url, transport } }) => {
    if (type === 'start') client ??= begin(url, transport);
    else client?.close();
    const documents = ['document', 'window'].filter((name) => name in globalThis);
    port.postMessage({ phase: client?.state.phase ?? 'none', documents });
  });
  port.start?.();
}

function begin(url: string, transport: TransportName): SseClient {
  const made = new SseClient(url, transport === 'fetch-event-source' ? { transport: fetchEventSourceTransport() } : {});
  made.onAny(({ id, data }) => {
    for (const port of ports) port.postMessage({ id, data });
  });
  return made.connect();
}

if ('SharedWorkerGlobalScope' in globalThis) {
  globalThis.addEventListener('connect', (event) => {
    const [port] = (event as MessageEvent).ports;
    if (port) serve(port);
  });
} else {
  serve(globalThis as unknown as Port);
}
