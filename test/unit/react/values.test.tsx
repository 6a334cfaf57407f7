// @vitest-environment happy-native
import { act, render, screen } from '@testing-library/react';
import { type ReactElement, useEffect } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import { testClient } from '../../../src/testing/index.ts';
import { createStage, type Events, Latest, SseProvider, useSseState, useSseValue } from './stage.tsx';
import { createWorld, texts, tick } from './world.ts';

function Sum({ times = 1, type = 'tick' }: { readonly times?: number; readonly type?: keyof Events }) {
  return <p>{useSseValue(type, { initial: 100, reduce: (sum, n) => sum + n * times })}</p>;
}

describe('the latest value', () => {
  it('[R3] is one for all components: the first event, those that come later, and those that return', async () => {
    const { world, frames, show } = await createStage();
    show(<Latest key="a" />, <Latest key="b" initial={-2} />);
    expect(texts()).toEqual(['-1', '-2']);
    await world.send(tick(1));
    frames.draw();
    expect(texts()).toEqual(['1', '1']);
    show(<Latest key="a" />, <Latest key="c" />);
    expect(texts()).toEqual(['1', '1']);
    show();
    await world.send(tick(2));
    show(<Latest key="d" />);
    expect(texts()).toEqual(['2']);
  });

  it('[R3] one that mounts between an event and its frame shows what the others show', async () => {
    const { world, frames, show } = await createStage();
    show(<Latest key="a" />);
    await world.send(tick(1));
    show(<Latest key="a" />, <Latest key="b" />);
    expect(texts()).toEqual(['-1', '-1']);
    frames.draw();
    expect(texts()).toEqual(['1', '1']);
  });

  it('[R3] begins with one object, however many a component makes', async () => {
    const { show } = await createStage();
    const seen = new Set<unknown>();
    function Fresh({ n }: { readonly n: number }): ReactElement {
      const value = useSseValue('tick', { initial: { n } });
      useEffect(() => void seen.add(value), [value]);
      return <p>{n}</p>;
    }
    for (const n of [1, 2, 3]) show(<Fresh key="a" n={n} />);
    expect([...seen]).toEqual([{ n: 1 }]);
  });

  it('follows another type and another client', async () => {
    const { world, frames, show } = await createStage();
    show(<Latest key="a" />);
    await world.send(tick(1));
    frames.draw();
    show(<Latest key="a" type="tock" />);
    expect(texts()).toEqual(['-1']);
    await world.send({ event: 'tock', data: 7 });
    frames.draw();
    expect(texts()).toEqual(['7']);
    show(<Latest key="a" />);
    expect(texts()).toEqual(['1']);
    const other = createWorld();
    const client = new SseClient<Events>(other.url, other.options);
    function Other(): ReactElement {
      return <p>{useSseValue('tick', { initial: -1, client })}</p>;
    }
    show(<Other key="b" />);
    expect(texts()).toEqual(['-1']);
  });
});

describe('a reducer', () => {
  it('is that of the latest render, and goes on from the state of the earlier one', async () => {
    const { world, frames, show } = await createStage();
    show(<Sum key="a" />);
    await world.send(tick(1));
    show(<Sum key="a" times={10} />);
    await world.send(tick(2));
    frames.draw();
    expect(texts()).toEqual(['121']);
  });

  it('starts over with another type, and listens no more when it has gone', async () => {
    const { world, client, frames, show } = await createStage();
    const stops = vi.fn<() => void>();
    const on = client.on.bind(client);
    vi.spyOn(client, 'on').mockImplementation((type, listener) => {
      const stop = on(type, listener);
      return () => (stops(), stop());
    });
    show(<Sum key="a" />);
    await world.send(tick(1));
    frames.draw();
    show(<Sum key="a" type="tock" />);
    expect(texts()).toEqual(['100']);
    show();
    expect(stops).toHaveBeenCalledTimes(vi.mocked(client.on).mock.calls.length);
  });

  it('[R7] that throws is reported; the state stays and the tree stands', async () => {
    const { world, frames, show } = await createStage();
    function Odd(): ReactElement {
      const reduce = (sum: number, n: number): number => {
        if (n % 2 === 0) throw new Error(`even ${n}`);
        return sum + n;
      };
      return <p>{useSseValue('tick', { initial: 0, reduce })}</p>;
    }
    show(<Odd key="a" />, <Latest key="b" />);
    await world.send(tick(1), tick(2), tick(3));
    frames.draw();
    expect(texts()).toEqual(['4', '3']);
    expect(world.clock.reportedErrors).toEqual([new Error('even 2')]);
  });
});

it('shows up for Testing Library by itself, as docs/react.md says', async () => {
  const { client, clock, server } = testClient<Events>();
  render(
    <SseProvider client={client}>
      <Latest />
    </SseProvider>,
  );
  await act(() => clock.settle());
  act(() => void server.latest.send({ event: 'tick', data: 3 }));
  expect(await screen.findByText('3')).toBeDefined();
});

it('[R3] the state renders only when it changes', async () => {
  const { world, client, show } = await createStage();
  const seen: unknown[] = [];
  function State({ n }: { readonly n: number }): ReactElement {
    const state = useSseState();
    useEffect(() => void seen.push(state), [state]);
    return <p>{`${state.phase} ${n}`}</p>;
  }
  show(<State key="a" n={1} />);
  await world.send(tick(1));
  for (const n of [2, 3]) show(<State key="a" n={n} />);
  await world.send(tick(2), tick(3));
  expect(texts()).toEqual(['open 3']);
  expect(new Set(seen).size).toBe(2);
  act(() => client.close());
  expect(texts()).toEqual(['closed 3']);
});
