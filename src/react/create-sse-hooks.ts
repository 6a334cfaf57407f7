import {
  type Context,
  createContext,
  createElement,
  type ReactElement,
  useContext,
  useEffect,
  useInsertionEffect,
  useSyncExternalStore,
} from 'react';
import type { ClientState } from '../core/state.ts';
import type { SseEvent } from '../events.ts';
import type { UrlSource } from '../options.ts';
import type { ClientOption, SseHooks, SseProviderProps } from './hook-types.ts';
import { useKept, useLatest } from './kept.ts';
import { type Claim, createClaim, keyOf } from './shared-clients.ts';
import { type AnyClient, createValueStore, type Fold, latestOf, NOTHING } from './value-store.ts';

type AnyEvents = Record<string, unknown>;
type AnyHandler = (data: unknown, event: SseEvent) => void;
type ProviderProps = SseProviderProps<AnyEvents> & { readonly client: AnyClient };
interface AnyValueOptions extends ClientOption<AnyEvents> {
  readonly initial: unknown;
  readonly reduce?: Fold<unknown> | undefined;
}

/** What a server shows, and the first render of a page it has rendered. */
const IDLE: ClientState = Object.freeze({
  phase: 'idle',
  attempt: 0,
  since: 0,
  retryAt: null,
  pausedBy: null,
  error: null,
});

/**
 * The hooks for one map of events, with a provider of their own: hooks of two maps may be used in one tree.
 *
 * @example
 * export const { SseProvider, useSseEvent, useSseValue } = createSseHooks<{ price: number }>();
 */
export function createSseHooks<Events extends object = AnyEvents>(): SseHooks<Events> {
  const context = createContext<AnyClient | null>(null);
  const hooks = {
    SseProvider: (props: ProviderProps) => provide(context, props),
    useSse,
    useSseClient: () => useClient(context),
    useSseState: (options?: ClientOption<AnyEvents>) => useConnection(useClient(context, options)),
    useSseEvent: (type: string, handler: AnyHandler, options?: ClientOption<AnyEvents>) =>
      useHandler(useClient(context, options), type, handler),
    useSseValue: (type: string, options: AnyValueOptions) => useValue(useClient(context, options), type, options),
  };
  return hooks as unknown as SseHooks<Events>;
}

function provide(context: Context<AnyClient | null>, { client, children }: ProviderProps): ReactElement {
  // Effects of components below come first: by now they listen.
  useEffect(() => {
    if (client.state.phase === 'idle') client.connect();
  }, [client]);
  return createElement(context.Provider, { value: client }, children);
}

function useClient(context: Context<AnyClient | null>, { client }: ClientOption<AnyEvents> = {}): AnyClient {
  const provided = useContext(context);
  const found = client ?? provided;
  if (found) return found;
  throw new Error(
    'holdfast: this hook has no client. Put <SseProvider client={client}> of the same hooks above it, ' +
      'or pass it one: { client }, such as useSse(url) gives.',
  );
}

function useSse(url: UrlSource, options: Claim['options'] = {}): AnyClient {
  const key = keyOf(url, options);
  const claim = useKept(() => createClaim(key, url, options), key);
  useInsertionEffect(() => {
    claim.url = url;
    claim.options = options;
  });
  return useSyncExternalStore(claim.join, claim.read, claim.read);
}

function useConnection(client: AnyClient): ClientState {
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => IDLE,
  );
}

function useHandler(client: AnyClient, type: string, handler: AnyHandler): void {
  const latest = useLatest(handler);
  useEffect(() => client.on(type, (data, event) => latest.current(data, event)), [client, type, latest]);
}

function useValue(client: AnyClient, type: string, { initial, reduce }: AnyValueOptions): unknown {
  const latest = useLatest(reduce);
  const isFolding = reduce !== undefined;
  const { store, first } = useKept(
    () => ({
      first: initial,
      store: isFolding
        ? createValueStore(client, type, initial, (...step) => (latest.current as Fold<unknown>)(...step), false)
        : latestOf(client, type),
    }),
    client,
    type,
    isFolding,
  );
  const value = useSyncExternalStore(store.subscribe, store.read, store.initial);
  return value === NOTHING ? first : value;
}
