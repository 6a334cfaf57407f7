import { noPage } from './no-page.ts';
import type { PageSignals, PageState } from './page.ts';

/** The parts of the document and window that are used. */
type DocumentLike = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
type WindowLike = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly navigator: { readonly onLine?: boolean };
};

/** The page this code runs in; where there is no document, the page that is always there. */
export function browserPage(): PageSignals {
  return typeof document === 'undefined' ? noPage : createPageSignals(document, window);
}

/**
 * Watches the page's life (Page Lifecycle, HTML's page transitions). Events are hints and never believed: each reads
 * the document afresh, because a thaw may come without `visibilitychange`, or without `resume`.
 */
export function createPageSignals(documentLike: DocumentLike, windowLike: WindowLike): PageSignals {
  let halted: PageState['halted'] = null;
  const read = (): PageState => {
    const visible = documentLike.visibilityState === 'visible';
    // A page that is seen is neither frozen nor gone, even if nobody told us that it came back.
    if (visible && halted === 'frozen') halted = null;
    return { visible, online: windowLike.navigator.onLine !== false, halted };
  };
  const haltedBy: Readonly<Record<string, PageState['halted']>> = {
    freeze: 'frozen',
    resume: null,
    pagehide: 'gone',
    pageshow: null,
  };
  return {
    read,
    subscribe(listener) {
      const heard = (event: Event): void => {
        if (event.type in haltedBy) halted = haltedBy[event.type] ?? null;
        // During `freeze` the document may still call itself visible.
        listener(event.type === 'freeze' ? { ...read(), halted: 'frozen' } : read());
      };
      const ears: readonly (readonly [DocumentLike | WindowLike, readonly string[]])[] = [
        [documentLike, ['visibilitychange', 'freeze', 'resume']],
        [windowLike, ['pagehide', 'pageshow', 'online', 'offline', 'focus']],
      ];
      for (const [target, types] of ears) for (const type of types) target.addEventListener(type, heard);
      return () => {
        halted = null;
        for (const [target, types] of ears) for (const type of types) target.removeEventListener(type, heard);
      };
    },
  };
}
