// @vitest-environment happy-native
import { act, screen } from '@testing-library/react';
import { type ReactElement, useEffect } from 'react';
import { expect, it, vi } from 'vitest';
import { createStage, Latest, useSseValue } from './stage.tsx';
import { texts, tick } from './world.ts';

it('[R6] a burst renders once, with the last value; two values that change together render together', async () => {
  const { world, frames, show } = await createStage();
  const shown: string[] = [];
  function Both(): ReactElement {
    const [tickValue, tockValue] = [useSseValue('tick', { initial: 0 }), useSseValue('tock', { initial: 0 })];
    useEffect(() => void shown.push(`${tickValue} ${tockValue}`), [tickValue, tockValue]);
    return <p>{`${tickValue} ${tockValue}`}</p>;
  }
  show(<Both key="a" />);
  shown.length = 0;
  const burst = Array.from({ length: 500 }, (_, n) => [tick(n + 1), { event: 'tock', data: n }]).flat();
  await world.send(...burst);
  expect(texts()).toEqual(['0 0']);
  // One for each value, however many events.
  expect(frames.awaited).toBe(2);
  frames.draw();
  expect(texts()).toEqual(['500 499']);
  expect(shown).toEqual(['500 499']);
  expect(frames.awaited).toBe(0);
});

it('[R6] a reducer is given every event once, in order, and renders once', async () => {
  const { world, frames, show } = await createStage();
  const shown: (readonly number[])[] = [];
  function List(): ReactElement {
    const list = useSseValue('tick', { initial: [] as readonly number[], reduce: (all, n) => [...all, n] });
    useEffect(() => void shown.push(list), [list]);
    return <p>{list.join()}</p>;
  }
  show(<List key="a" />);
  shown.length = 0;
  await world.send(tick(1), tick(2), tick(3));
  await world.send(tick(4), tick(5));
  frames.draw();
  expect(texts()).toEqual(['1,2,3,4,5']);
  expect(shown).toEqual([[1, 2, 3, 4, 5]]);
});

it('[R6] nobody waits for a frame where nothing is shown', async () => {
  const { world, frames, show } = await createStage();
  show(<Latest key="a" />);
  show();
  await world.send(tick(1), tick(2));
  expect(frames.awaited).toBe(0);
});

it('a hidden page, where no frames are drawn, gets there all the same', async () => {
  const { world, frames, show } = await createStage();
  show(<Latest key="a" />);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  await world.send(tick(1));
  expect(frames.awaited).toBe(0);
  await screen.findByText('1');
});

it('a page that is hidden while it waits for a frame gets there all the same, once', async () => {
  const { world, frames, show } = await createStage();
  const shown: unknown[] = [];
  show(<Latest key="a" shown={shown} />);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    shown.length = 0;
    await world.send(tick(1));
    expect(frames.awaited).toBe(1);
    act(() => void vi.advanceTimersByTime(1_000));
    expect(texts()).toEqual(['1']);
    expect(frames.awaited).toBe(0);
    await world.send(tick(2));
    frames.draw();
    expect(vi.getTimerCount()).toBe(0);
    expect(texts()).toEqual(['2']);
    expect(shown).toEqual([1, 2]);
  } finally {
    vi.useRealTimers();
  }
});
