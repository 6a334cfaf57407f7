import type { Unsubscribe } from '../events.ts';

/** What the page is right now. */
export interface PageState {
  /** `document.visibilityState === 'visible'`. */
  readonly visible: boolean;
  /** `navigator.onLine`. A hint: `true` proves nothing, `false` may be wrong too. */
  readonly online: boolean;
  /** `frozen` between `freeze` and `resume`, `gone` between `pagehide` and `pageshow`. */
  readonly halted: 'frozen' | 'gone' | null;
}

/** The page's life as the client sees it. */
export interface PageSignals {
  read(): PageState;
  /** Calls back at every sign of change or of waking, with the state read afresh; the state may be the same as before. */
  subscribe(listener: (state: PageState) => void): Unsubscribe;
}
