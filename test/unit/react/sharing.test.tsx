// @vitest-environment happy-native
import { act, render } from '@testing-library/react';
import { type ReactElement, StrictMode, Suspense } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { createRoot } from 'react-dom/client';
import { useSse, useSseEvent, useSseState, useSseValue } from '../../../src/react/index.ts';
import type { Transport } from '../../../src/transports/transport.ts';
import { Phase } from './phase.tsx';
import { createWorld, texts, tick } from './world.ts';

describe('one client', () => {
  it('[R1] StrictMode, which mounts everything twice, makes one request', async () => {
    const world = createWorld();
    render(<Phase world={world} />, { wrapper: StrictMode });
    await world.advance(5_000);
    await world.send();
    expect(texts()).toEqual(['open']);
    expect(world.server.connections).toHaveLength(1);
    expect(world.server.alive).toBe(1);
  });

  it('[R1] components that come together share one client and one request', async () => {
    const world = createWorld();
    render(['a', 'b', 'c'].map((key) => <Phase key={key} world={world} />));
    expect(texts()).toEqual(['connecting', 'connecting', 'connecting']);
    await world.settle();
    expect(world.server.connections).toHaveLength(1);
    act(() => world.server.latest.fail());
    expect(texts()).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('[R1] components that come together each hear every event of it', async () => {
    const world = createWorld();
    // A server that answers before anything else can happen.
    const transport: Transport = {
      async open(request, sink) {
        const connection = world.server.open(request, sink);
        world.server.latest.send(tick(1), tick(2));
        await connection;
      },
    };
    const heard: string[] = [];
    function Member({ name }: { readonly name: string }): ReactElement {
      const client = useSse(world.url, { ...world.options, transport });
      useSseEvent('tick', (data) => void heard.push(`${name}${String(data)}`), { client });
      return <p>{String(useSseValue('tick', { initial: 0, client, reduce: (sum, data) => sum + Number(data) }))}</p>;
    }
    // As on a page: `act` would let React finish everything first.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
    const container = document.body.appendChild(document.createElement('div'));
    const root = createRoot(container);
    root.render([<Member key="a" name="a" />, <Member key="b" name="b" />]);
    await vi.waitFor(() => expect(container.textContent).toBe('33'));
    expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
    root.unmount();
  });

  it('[R1] one that comes later joins the stream that is there', async () => {
    const world = createWorld();
    const { rerender } = render([<Phase key="a" world={world} />]);
    await world.send();
    rerender([<Phase key="a" world={world} />, <Phase key="b" world={world} />]);
    expect(texts()).toEqual(['open', 'open']);
    await world.settle();
    expect(world.server.connections).toHaveLength(1);
  });

  it('[R1] another key is another client; the key is the address unless it is said', async () => {
    const world = createWorld();
    render([<Phase key="a" world={world} />, <Phase key="b" world={world} />]);
    await world.settle();
    expect(world.server.connections).toHaveLength(1);
    function Keyed({ name }: { readonly name: string }): ReactElement {
      useSse(world.url, { ...world.options, key: `${world.url} ${name}` });
      return <i />;
    }
    render([<Keyed key="a" name="a" />, <Keyed key="b" name="b" />]);
    await world.settle();
    expect(world.server.connections).toHaveLength(3);
  });

  it('[R1] a render that is thrown away opens nothing', async () => {
    const world = createWorld();
    let isReady = false;
    let ready = (): void => {};
    const promise = new Promise<void>((resolve) => {
      ready = () => {
        isReady = true;
        resolve();
      };
    });
    function Slow(): ReactElement {
      const client = useSse(world.url, world.options);
      // What Suspense takes for "not yet", in React 18 too.
      // oxlint-disable-next-line typescript/only-throw-error
      if (!isReady) throw promise;
      return <p>{useSseState({ client }).phase}</p>;
    }
    render(
      <Suspense fallback={<p>loading</p>}>
        <Slow />
      </Suspense>,
      { wrapper: StrictMode },
    );
    await world.advance(10_000);
    expect(texts()).toEqual(['loading']);
    expect(world.server.connections).toHaveLength(0);
    expect(world.clock.pendingTimers).toBe(0);
    await act(async () => ready());
    await world.settle();
    expect(texts()).toEqual(['connecting']);
    expect(world.server.connections).toHaveLength(1);
  });
});

describe('coming and going', () => {
  it('[R5] the last to leave closes the client after the linger, and nothing is left', async () => {
    const world = createWorld();
    const { rerender } = render([<Phase key="a" world={world} />, <Phase key="b" world={world} />]);
    await world.send();
    rerender([<Phase key="b" world={world} />]);
    await world.advance(5_000);
    expect(world.server.alive).toBe(1);
    rerender([]);
    await world.advance(999);
    expect(world.server.alive).toBe(1);
    await world.advance(1);
    expect(world.server.alive).toBe(0);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('[R5] one that returns within the linger keeps the stream; one that returns after it makes another', async () => {
    const world = createWorld();
    const { rerender } = render([<Phase key="a" world={world} />]);
    await world.send(tick(1));
    rerender([]);
    await world.advance(999);
    rerender([<Phase key="b" world={world} />]);
    await world.advance(5_000);
    expect(texts()).toEqual(['open']);
    expect(world.server.connections).toHaveLength(1);
    rerender([]);
    await world.advance(1_000);
    rerender([<Phase key="c" world={world} headers={{ authorization: 'another' }} />]);
    await world.settle();
    expect(texts()).toEqual(['connecting']);
    expect(world.server.connections).toHaveLength(2);
    // Nothing is left of the old one.
    expect(world.server.latest.headers.get('authorization')).toBe('another');
    expect(world.server.latest.lastEventId).toBe('');
  });

  it('[R5] the linger is an option', async () => {
    const world = createWorld();
    const { unmount } = render(<Phase world={world} lingerMs={0} />, { wrapper: StrictMode });
    await world.send();
    expect(world.server.connections).toHaveLength(1);
    unmount();
    await world.advance(0);
    expect(world.server.alive).toBe(0);
  });

  it('[R5] a key that changes lets go of the old client and takes the new one', async () => {
    const world = createWorld();
    function Member({ token }: { readonly token: string }): ReactElement {
      const client = useSse(world.url, {
        ...world.options,
        key: `${world.url} ${token}`,
        headers: () => ({ authorization: token }),
      });
      return <p>{useSseState({ client }).phase}</p>;
    }
    const { rerender } = render(<Member token="a" />);
    await world.send();
    expect(texts()).toEqual(['open']);
    rerender(<Member token="b" />);
    expect(texts()).toEqual(['connecting']);
    await world.settle();
    const [first, second] = world.server.connections;
    expect(second?.headers.get('authorization')).toBe('b');
    // Should the old one need another request while it lingers, it is not made with the new token.
    act(() => first?.end());
    await world.advance(999);
    expect(world.server.connections.map(({ headers }) => headers.get('authorization'))).toEqual(['a', 'b', 'a']);
    await world.advance(1);
    expect(world.server.alive).toBe(1);
    expect(second?.aborted).toBe(false);
  });
});
