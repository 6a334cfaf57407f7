// @vitest-environment happy-native
import { act, render } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import { SseProvider, useSseEvent } from '../../../src/react/index.ts';
import { createWorld, tick } from './world.ts';

const heard: string[] = [];

function Listener({ name, type = 'tick' }: { readonly name: string; readonly type?: string }): null {
  useSseEvent(type, (data, event) => void heard.push(`${name} ${String(data)} ${event.id}`));
  return null;
}

it('[R4] a handler that is another at every render subscribes once, and the newest is called', async () => {
  const world = createWorld();
  const client = new SseClient(world.url, world.options);
  const on = vi.spyOn(client, 'on');
  heard.length = 0;
  const { rerender, unmount } = render(<Listener name="a" />, {
    wrapper: ({ children }) => <SseProvider client={client}>{children}</SseProvider>,
  });
  expect(on).toHaveBeenCalledTimes(1);
  await world.send(tick(1));
  for (const name of ['b', 'c', 'd']) rerender(<Listener name={name} />);
  await world.send(tick(2));
  expect(on).toHaveBeenCalledTimes(1);
  rerender(<Listener name="e" type="tock" />);
  expect(on).toHaveBeenCalledTimes(2);
  await world.send(tick(3), { event: 'tock', data: 4, id: '4' });
  expect(heard).toEqual(['a 1 1', 'd 2 2', 'e 4 4']);
  unmount();
  await world.send({ event: 'tock', data: 5 });
  expect(heard).toHaveLength(3);
});

it('[R4] every event is handled once though StrictMode mounts twice, with the state of the time', async () => {
  const world = createWorld();
  const client = new SseClient(world.url, world.options);
  heard.length = 0;
  let rename = (_name: string): void => {};
  function Named(): null {
    const [name, setName] = useState('a');
    rename = setName;
    useSseEvent('tick', (data) => void heard.push(`${name} ${String(data)}`), { client });
    return null;
  }
  render(<Named />, { wrapper: StrictMode });
  client.connect();
  await world.send(tick(1));
  act(() => rename('b'));
  await world.send(tick(2));
  expect(heard).toEqual(['a 1', 'b 2']);
});

it('[R7] what a handler throws is reported; the tree stands and the others are called', async () => {
  const world = createWorld();
  const client = new SseClient(world.url, world.options);
  heard.length = 0;
  function Throwing(): null {
    useSseEvent('tick', (data) => {
      throw new Error(`at ${String(data)}`);
    });
    return null;
  }
  const { container } = render(
    <SseProvider client={client}>
      <Throwing />
      <Listener name="b" />
      <p>standing</p>
    </SseProvider>,
  );
  await world.send(tick(1), tick(2));
  expect(world.clock.reportedErrors).toEqual([new Error('at 1'), new Error('at 2')]);
  expect(heard).toEqual(['b 1 1', 'b 2 2']);
  expect(container.textContent).toBe('standing');
});
