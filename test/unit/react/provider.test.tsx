// @vitest-environment happy-native
import { act, render } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, it, vi } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import {
  createSseHooks,
  SseProvider,
  useSseClient,
  useSseEvent,
  useSseState,
  useSseValue,
} from '../../../src/react/index.ts';
import { createWorld, tick } from './world.ts';

it('connects the client once its components listen, and leaves it open when they go', async () => {
  const world = createWorld();
  const client = new SseClient(world.url, world.options);
  const heard: unknown[] = [];
  function Listener(): null {
    useSseEvent('tick', (data) => void heard.push(data));
    expect(useSseClient()).toBe(client);
    return null;
  }
  const tree = (
    <SseProvider client={client}>
      <Listener />
    </SseProvider>
  );
  const first = render(tree, { wrapper: StrictMode });
  await world.send(tick(1));
  first.unmount();
  await world.advance(5_000);
  expect(client.state.phase).toBe('open');
  render(tree);
  await world.send(tick(2));
  expect(heard).toEqual([1, 2]);
  expect(world.server.connections).toHaveLength(1);
});

it('leaves a client alone that was closed, or connected already', async () => {
  const world = createWorld();
  const client = new SseClient(world.url, world.options).connect();
  render(<SseProvider client={client} />);
  await world.send();
  expect(world.server.connections).toHaveLength(1);
  act(() => client.close());
  render(<SseProvider client={client} />);
  await world.settle();
  expect(client.state.phase).toBe('closed');
});

it('hooks of two maps may be used in one tree', () => {
  const worlds = [createWorld(), createWorld()] as const;
  const chat = createSseHooks<{ message: string }>();
  const prices = createSseHooks<{ price: number }>();
  const chatClient = new SseClient<{ message: string }>(worlds[0].url, worlds[0].options);
  const pricesClient = new SseClient<{ price: number }>(worlds[1].url, worlds[1].options);
  function Both(): null {
    expect(chat.useSseClient()).toBe(chatClient);
    expect(prices.useSseClient()).toBe(pricesClient);
    return null;
  }
  render(
    <chat.SseProvider client={chatClient}>
      <prices.SseProvider client={pricesClient}>
        <Both />
      </prices.SseProvider>
    </chat.SseProvider>,
  );
});

it.each([
  ['useSseClient', () => useSseClient()],
  ['useSseState', () => useSseState()],
  ['useSseEvent', () => useSseEvent('tick', () => {})],
  ['useSseValue', () => useSseValue('tick', { initial: 0 })],
])('%s without a client says how to give it one', (_, hook) => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  function Lost(): null {
    hook();
    return null;
  }
  expect(() => render(<Lost />)).toThrow(/no client.*<SseProvider client=\{client\}>.*\{ client \}.*useSse\(url\)/);
});
