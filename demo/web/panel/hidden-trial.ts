/** Plays a hidden page: no page can hide itself, but it can say that it is. */
import { HIDDEN_MS } from './fault-texts.ts';

let until = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** From now on and for {@link HIDDEN_MS} the document calls itself hidden. Once more begins anew. */
export function playHidden(): void {
  clearTimeout(timer);
  until = Date.now() + HIDDEN_MS;
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  timer = setTimeout(stopHidden, HIDDEN_MS);
}

/** Ends it early. */
export function stopHidden(): void {
  clearTimeout(timer);
  if (until === 0) return;
  until = 0;
  // The browser's own answer lies behind ours.
  Reflect.deleteProperty(document, 'visibilityState');
  document.dispatchEvent(new Event('visibilitychange'));
}

/** How much longer; 0 when it is not played. */
export function hiddenForMs(): number {
  return Math.max(0, until - Date.now());
}
