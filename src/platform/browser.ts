import type { Platform } from './platform.ts';

/**
 * The real host: a browser page, a worker, Node, Deno or Bun. With `page/browser-page.ts` the only file that touches
 * globals, and only when called, so that importing the package does nothing.
 */
export const browserPlatform: Platform = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  random: () => Math.random(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => clearTimeout(handle as number),
  // A message is not throttled in hidden tabs as timers are; the port is closed so that Node can exit.
  defer(callback) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(null);
  },
  reportError(error) {
    if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
    // Node has no reportError; a throw in a task of its own is its nearest thing.
    else
      setTimeout(() => {
        throw error;
      });
  },
  fetch: (input, init) => globalThis.fetch(input, init),
  baseUrl: () => globalThis.location?.href,
};
