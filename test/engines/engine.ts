import type { Run } from '../browser/hands.ts';

/** A real browser. Whoever starts it closes it. */
export interface Engine {
  /** Opens a page in front, once it is loaded. */
  open(url: string): Promise<Tab>;
  /** Ends it, and all that it has started. */
  close(): Promise<void>;
}

/** One page of a browser. */
export interface Tab {
  readonly run: Run;
  /** Leaves for another page, as a link does, and waits until that is loaded. */
  goTo(url: string): Promise<void>;
  /** Goes back to the page at `url`, as a person does, and waits until it is there. */
  goBackTo(url: string): Promise<void>;
  /** Hides it for real, and waits until the page says so. */
  hide(): Promise<void>;
  /** Shows it again, and waits until the page says so. */
  show(): Promise<void>;
  /** Freezes the hidden page; the result thaws it. Chromium alone can be told to. */
  freeze?(): Promise<() => Promise<void>>;
  /** Unplugs the network, or plugs it in. WebKitGTK cannot be told to. */
  setOffline?(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}
