// @vitest-environment happy-native
import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserPage, createPageSignals } from '../../../src/page/browser-page.ts';
import type { PageState } from '../../../src/page/page.ts';

/** A document and a window of our own, and what the page says about them. */
function world() {
  const documentLike = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const windowLike = Object.assign(new EventTarget(), { navigator: { onLine: true as boolean } });
  const page = createPageSignals(documentLike as unknown as Document, windowLike as unknown as Window);
  const heard: PageState[] = [];
  const stop = page.subscribe((state) => void heard.push(state));
  return {
    page,
    heard,
    stop,
    see: (visibilityState: DocumentVisibilityState) => Object.assign(documentLike, { visibilityState }),
    go: (onLine: boolean | undefined) => Object.assign(windowLike.navigator, { onLine }),
    onDocument: (type: string) => documentLike.dispatchEvent(new Event(type)),
    onWindow: (type: string) => windowLike.dispatchEvent(new Event(type)),
  };
}

const HERE: PageState = { visible: true, online: true, halted: null };
const HIDDEN: PageState = { ...HERE, visible: false };

describe('signals', () => {
  it('[V4] are hints: each carries the page read afresh', () => {
    const { heard, see, go, onDocument, onWindow } = world();
    onDocument('visibilitychange');
    see('hidden');
    onWindow('focus');
    go(false);
    onWindow('online');
    see('visible');
    go(true);
    onWindow('offline');
    expect(heard).toEqual([HERE, HIDDEN, { ...HIDDEN, online: false }, HERE]);
  });

  it.each(['prerender', 'hidden', 'unloaded'])('[V4] do not take a page that is %s for seen', (state) => {
    const { page, see } = world();
    see(state as DocumentVisibilityState);
    expect(page.read().visible).toBe(false);
  });

  it('[V5] take a browser that does not know whether it is online for online', () => {
    const { page, go } = world();
    go(undefined);
    expect(page.read().online).toBe(true);
  });
});

describe('a frozen page', () => {
  it('[V3] is told at once, hidden or still visible', () => {
    const { heard, see, onDocument } = world();
    onDocument('freeze');
    see('hidden');
    onDocument('freeze');
    expect(heard.map(({ halted }) => halted)).toEqual(['frozen', 'frozen']);
  });

  it('[V3] is back with resume, even if it stays hidden', () => {
    const { heard, see, onDocument } = world();
    see('hidden');
    onDocument('freeze');
    onDocument('visibilitychange');
    onDocument('resume');
    expect(heard.map(({ halted }) => halted)).toEqual(['frozen', 'frozen', null]);
  });

  it('[V4] is back when it is seen, even without resume', () => {
    const { page, heard, see, onDocument } = world();
    see('hidden');
    onDocument('freeze');
    see('visible');
    expect(page.read()).toEqual(HERE);
    onDocument('visibilitychange');
    expect(heard.at(-1)).toEqual(HERE);
  });

  it('[V4] is back with resume alone, without visibilitychange', () => {
    const { heard, onDocument } = world();
    onDocument('freeze');
    onDocument('resume');
    expect(heard).toEqual([{ ...HERE, halted: 'frozen' }, HERE]);
  });
});

describe('a page that is left', () => {
  it('[V3] is gone until pageshow, though it still calls itself visible', () => {
    const { page, heard, onWindow } = world();
    onWindow('pagehide');
    expect(page.read()).toEqual({ ...HERE, halted: 'gone' });
    onWindow('focus');
    onWindow('pageshow');
    expect(heard.map(({ halted }) => halted)).toEqual(['gone', 'gone', null]);
  });

  it('[V4] makes nothing of pageshow without pagehide', () => {
    const { heard, onWindow } = world();
    onWindow('pageshow');
    expect(heard).toEqual([HERE]);
  });
});

describe('listeners', () => {
  it('[C2] hear nothing once they stop', () => {
    const { heard, stop, onDocument, onWindow } = world();
    stop();
    for (const type of ['visibilitychange', 'freeze', 'resume']) onDocument(type);
    for (const type of ['pagehide', 'pageshow', 'online', 'offline', 'focus']) onWindow(type);
    expect(heard).toEqual([]);
  });

  it('[C2] are all taken off again, and there are none before', () => {
    const on = new Set<string>();
    const target = (name: string) => ({
      addEventListener: (type: string) => void on.add(`${name} ${type}`),
      removeEventListener: (type: string) => void on.delete(`${name} ${type}`),
    });
    const page = createPageSignals(
      { ...target('document'), visibilityState: 'visible' } as unknown as Document,
      { ...target('window'), navigator: {} } as unknown as Window,
    );
    expect(on.size).toBe(0);
    const stop = page.subscribe(() => {});
    expect(on).toContain('document freeze');
    expect(on).toContain('window pageshow');
    stop();
    expect([...on]).toEqual([]);
  });

  it('[V3] that come later are not told of a freeze nobody watched the end of', () => {
    const { page, see, stop, onDocument } = world();
    see('hidden');
    onDocument('freeze');
    stop();
    expect(page.read()).toEqual(HIDDEN);
  });
});

describe('the page this code runs in', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('[V4] is the document of this window', () => {
    const heard: PageState[] = [];
    const stop = browserPage().subscribe((state) => void heard.push(state));
    document.dispatchEvent(new Event('freeze'));
    window.dispatchEvent(new Event('pagehide'));
    stop();
    window.dispatchEvent(new Event('pageshow'));
    expect(heard.map(({ halted }) => halted)).toEqual(['frozen', 'gone']);
  });

  it('[O3] is always there where there is no document', () => {
    vi.stubGlobal('document', undefined);
    const page = browserPage();
    expect(page.read()).toEqual(HERE);
    expect(() => page.subscribe(() => expect.unreachable())()).not.toThrow();
  });
});
