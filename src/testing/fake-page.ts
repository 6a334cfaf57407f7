import type { PageSignals, PageState } from '../page/page.ts';

/** A page whose life the test directs. */
export interface FakePage extends PageSignals {
  /** Behind another tab, minimised, or a phone in a pocket. */
  hide(): void;
  show(): void;
  goOffline(): void;
  goOnline(): void;
  /** `freeze`, as browsers do to hidden tabs. */
  freeze(): void;
  /** `resume`. A tab is still hidden then, unless `show()` follows. */
  resume(): void;
  /** `pagehide`: the page is left, perhaps kept in the back-forward cache. */
  leave(): void;
  /** `pageshow`: visible, and neither frozen nor gone. */
  comeBack(): void;
  /** A sign without a change, such as `focus`. */
  signal(): void;
  /** How many are listening. */
  readonly listeners: number;
}

/** @param initial - What the page is at first; visible and online unless said otherwise. */
export function createFakePage(initial: Partial<PageState> = {}): FakePage {
  let state: PageState = { visible: true, online: true, halted: null, ...initial };
  const listeners = new Set<(state: PageState) => void>();
  const change = (part: Partial<PageState>): void => {
    state = { ...state, ...part };
    // As for the listeners of a document: one that is taken away meanwhile is not called.
    for (const listener of Array.from(listeners)) if (listeners.has(listener)) listener(state);
  };
  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hide: () => change({ visible: false }),
    show: () => change({ visible: true }),
    goOffline: () => change({ online: false }),
    goOnline: () => change({ online: true }),
    freeze: () => change({ halted: 'frozen' }),
    resume: () => change({ halted: null }),
    leave: () => change({ halted: 'gone', visible: false }),
    comeBack: () => change({ halted: null, visible: true }),
    signal: () => change({}),
    get listeners() {
      return listeners.size;
    },
  };
}
