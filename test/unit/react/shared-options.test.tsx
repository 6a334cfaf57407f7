// @vitest-environment happy-native
import { act, render, screen } from '@testing-library/react';
import { Component, type ReactElement, type ReactNode, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { useSse } from '../../../src/react/index.ts';
import { Phase } from './phase.tsx';
import { createWorld } from './world.ts';

it('calls the functions of the latest render, and of a component that is still there', async () => {
  const world = createWorld();
  const asked: string[] = [];
  const member = (name: string, token: string): ReactElement => (
    <Phase
      key={name}
      world={world}
      headers={() => {
        asked.push(token);
        return {};
      }}
      reconnect={{
        initialDelayMs: 1,
        maxDelayMs: 1,
        shouldRetry: ({ status }) => (asked.push(`${token} ${status}`), true),
      }}
    />
  );
  const again = async (): Promise<readonly string[]> => {
    asked.length = 0;
    await world.settle();
    act(() => void world.server.latest.respond({ status: 404 }));
    await world.advance(1);
    return [...asked];
  };
  const { rerender } = render([member('a', 'first')]);
  rerender([member('a', 'second')]);
  expect(await again()).toEqual(['second', 'second 404', 'second']);
  rerender([member('a', 'second'), member('b', 'third')]);
  expect(await again()).toEqual(['third 404', 'third']);
  rerender([member('a', 'fourth')]);
  expect(await again()).toEqual(['fourth 404', 'fourth']);
});

it('refuses an address that is a function without a key, wrong lingers and unknown options', () => {
  const world = createWorld();
  const failing = (url: string | (() => string), options: object): string => {
    let message = '';
    function Failing(): null {
      useSse(url, options);
      return null;
    }
    class Boundary extends Component<{ readonly children: ReactNode }> {
      override state = { failed: false };
      static getDerivedStateFromError = (error: Error): object => {
        ({ message } = error);
        return { failed: true };
      };
      override render(): ReactNode {
        return this.state.failed ? null : this.props.children;
      }
    }
    vi.spyOn(console, 'error').mockImplementation(() => {});
    render(
      <Boundary>
        <Failing />
      </Boundary>,
    );
    return message;
  };
  expect(failing(() => world.url, {})).toContain('"key"');
  expect(failing(world.url, { lingerMs: Infinity })).toContain('"lingerMs" must be a number from 0 to 2147483647');
  expect(failing(world.url, { lingerMs: Number.NaN })).toContain('"lingerMs"');
  expect(failing(world.url, { header: {} })).toContain('Did you mean "headers"?');
});

it('takes an address from a function when there is a key', async () => {
  const world = createWorld();
  function Member(): ReactElement {
    const [page, setPage] = useState(1);
    const client = useSse(() => `${world.url}?page=${page}`, { ...world.options, key: world.url });
    return (
      <button type="button" onClick={() => (setPage(2), queueMicrotask(() => client.reconnect()))}>
        next
      </button>
    );
  }
  render(<Member />);
  await world.settle();
  await act(async () => screen.getByRole('button').click());
  await world.settle();
  expect(world.server.connections.map(({ request }) => request.url.slice(world.url.length))).toEqual([
    '?page=1',
    '?page=2',
  ]);
});
