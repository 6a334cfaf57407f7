/**
 * Wraps what a client could leave behind (timers, message channels, listeners, requests) before the SDK loads.
 * A classic script of its own: `window.instruments`.
 */

/** What is alive in the page right now, and what went wrong so far. */
export interface Leftovers {
  /** Timers set and neither fired nor cleared. */
  readonly timers: number;
  /** Message channels of which no port was closed. */
  readonly channels: number;
  /** Listeners on the window, the document and watched signals, as `target type`. */
  readonly listeners: readonly string[];
  /** Requests sent whose signal has not been aborted and whose body has not ended. */
  readonly fetches: number;
}

export interface Instruments {
  leftovers(): Leftovers;
  /** All calls of `fetch` so far. */
  readonly fetchCalls: number;
  /** Requests sent while an earlier one to the same address (query parameter `from` aside) was wanted still. */
  readonly overlaps: readonly string[];
  /** `fetch` as the browser made it, not counted. */
  readonly plainFetch: typeof fetch;
  /** What was thrown and caught by nobody. */
  readonly problems: readonly string[];
  /** Counts listeners on this signal too. */
  watchSignal(signal: AbortSignal): void;
}

declare global {
  interface Window {
    instruments: Instruments;
  }
}

const timers = new Set<unknown>();
const channels = new Set<MessageChannel>();
const watched = new Map<EventTarget, string>([
  [window, 'window'],
  [document, 'document'],
]);
const listeners = new Map<EventListenerOrEventListenerObject, string[]>();
const live = new Map<AbortSignal, string>();
const overlaps: string[] = [];
const problems: string[] = [];
let fetchCalls = 0;

// Before listeners are counted.
window.addEventListener('error', ({ message }) => problems.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));
wrapTimers('setTimeout', 'clearTimeout');
wrapTimers('setInterval', 'clearInterval');
wrapChannels();
wrapListeners();
const plainFetch = wrapFetch();

window.instruments = {
  plainFetch,
  overlaps,
  problems,
  get fetchCalls() {
    return fetchCalls;
  },
  watchSignal: (signal) => void watched.set(signal, 'signal'),
  leftovers: () => ({
    timers: timers.size,
    channels: channels.size,
    listeners: [...listeners.values()].flat(),
    fetches: [...live.keys()].filter((signal) => !signal.aborted).length,
  }),
};

function wrapTimers(set: 'setTimeout' | 'setInterval', clear: 'clearTimeout' | 'clearInterval'): void {
  const plainSet = window[set] as (callback: () => void, delayMs?: number) => number;
  const plainClear = window[clear];
  const wrappedSet = (callback: () => void, delayMs?: number): number => {
    const handle = plainSet(() => {
      if (set === 'setTimeout') timers.delete(handle);
      callback();
    }, delayMs);
    timers.add(handle);
    return handle;
  };
  const wrappedClear = (handle?: number): void => {
    timers.delete(handle);
    plainClear(handle);
  };
  Object.assign(window, { [set]: wrappedSet, [clear]: wrappedClear });
}

function wrapChannels(): void {
  const Plain = window.MessageChannel;
  window.MessageChannel = class extends Plain {
    constructor() {
      super();
      channels.add(this);
      for (const port of [this.port1, this.port2]) {
        const close = port.close.bind(port);
        port.close = () => {
          channels.delete(this);
          close();
        };
      }
    }
  };
}

function wrapListeners(): void {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (this: EventTarget | undefined, type, listener, options) {
    const name = watched.get(this ?? window);
    if (name && listener) {
      const kinds = listeners.get(listener) ?? [];
      if (!kinds.includes(`${name} ${type}`)) listeners.set(listener, [...kinds, `${name} ${type}`]);
    }
    addEventListener.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (this: EventTarget | undefined, type, listener, options) {
    const name = watched.get(this ?? window);
    if (name && listener) {
      const kinds = listeners.get(listener) ?? [];
      listeners.set(
        listener,
        kinds.filter((kind) => kind !== `${name} ${type}`),
      );
    }
    removeEventListener.call(this ?? window, type, listener, options);
  };
}

function wrapFetch(): typeof fetch {
  const plain = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    fetchCalls++;
    const address = new URL(input instanceof Request ? input.url : input, location.href);
    address.searchParams.delete('from');
    const signal = init?.signal;
    for (const [other, href] of live) {
      if (other !== signal && !other.aborted && href === address.href) overlaps.push(href);
    }
    if (signal) live.set(signal, address.href);
    try {
      const response = await plain(input, init);
      if (!response.body && signal) live.delete(signal);
      return response;
    } catch (error) {
      if (signal) live.delete(signal);
      throw error;
    }
  };
  return plain;
}
