import { expect, it } from 'vitest';
import type { PageState } from '../../../src/page/page.ts';
import { createFakePage, type FakePage } from '../../../src/testing/index.ts';

it('is visible and online at first, or what the test says', () => {
  expect(createFakePage().read()).toEqual({ visible: true, online: true, halted: null });
  expect(createFakePage({ visible: false }).read()).toEqual({ visible: false, online: true, halted: null });
});

it.each<readonly [signals: readonly (keyof FakePage)[], part: Partial<PageState>]>([
  [['hide'], { visible: false }],
  [['hide', 'show'], {}],
  [['goOffline'], { online: false }],
  [['goOffline', 'goOnline'], {}],
  [['freeze'], { halted: 'frozen' }],
  [['freeze', 'resume'], {}],
  [['hide', 'freeze', 'resume'], { visible: false }],
  [['leave'], { visible: false, halted: 'gone' }],
  [['leave', 'comeBack'], {}],
  [['goOffline', 'leave', 'comeBack'], { online: false }],
  [['signal'], {}],
])('after %j it is as it says', (signals, part) => {
  const page = createFakePage();
  const heard: PageState[] = [];
  page.subscribe((state) => heard.push(state));
  for (const signal of signals) (page[signal] as () => void)();
  expect(page.read()).toEqual({ visible: true, online: true, halted: null, ...part });
  expect(heard).toHaveLength(signals.length);
  expect(heard.at(-1)).toBe(page.read());
});

it('tells those who listen, in order, and nobody who has left meanwhile', () => {
  const page = createFakePage();
  const heard: string[] = [];
  page.subscribe(() => {
    heard.push('a');
    leave();
  });
  const leave = page.subscribe(() => heard.push('b'));
  page.subscribe(() => heard.push('c'));
  expect(page.listeners).toBe(3);
  page.hide();
  expect(heard).toEqual(['a', 'c']);
  expect(page.listeners).toBe(2);
  leave();
  expect(page.listeners).toBe(2);
});
