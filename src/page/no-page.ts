import type { PageSignals } from './page.ts';

/** A host without a document (worker, Node, server rendering): always visible, always online, never told otherwise. */
export const noPage: PageSignals = {
  read: () => ({ visible: true, online: true, halted: null }),
  subscribe: () => () => {},
};
