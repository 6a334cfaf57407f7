import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import type { SseClientOptions } from '../../../src/options.ts';
import {
  createFakePage,
  createScriptedTransport,
  createVirtualClock,
  type ScriptedFrame,
  type ScriptedTransport,
  type VirtualClock,
} from '../../../src/testing/index.ts';

/** A network and a time for clients that components make by themselves. */
export interface World {
  /** An address nobody else uses: clients are shared by it. */
  readonly url: string;
  readonly options: Pick<SseClientOptions, 'platform' | 'page' | 'transport'>;
  readonly clock: VirtualClock;
  readonly server: ScriptedTransport;
  /** Lets time pass, and React render what comes of it. */
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
  /** Sends blocks on the latest connection. */
  send(...frames: readonly ScriptedFrame[]): Promise<void>;
}

let worlds = 0;

export function createWorld(): World {
  const clock = createVirtualClock();
  const server = createScriptedTransport();
  const settle = (): Promise<void> => act(() => clock.settle());
  return {
    url: `https://api.test/${++worlds}`,
    options: { platform: clock.platform, page: createFakePage(), transport: server },
    clock,
    server,
    settle,
    advance: (ms) => act(() => clock.advance(ms)),
    async send(...frames) {
      await settle();
      await act(async () => {
        server.latest.send(...frames);
        await clock.settle();
      });
    },
  };
}

/** Frames are drawn when a test says so. */
export interface Frames {
  draw(): void;
  /** Frames somebody waits for. */
  readonly awaited: number;
}

export function holdFrames(): Frames {
  const waiting = new Map<number, FrameRequestCallback>();
  let handles = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
    waiting.set(++handles, callback);
    return handles;
  });
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => void waiting.delete(handle));
  return {
    draw: () =>
      act(() => {
        const now = [...waiting.values()];
        waiting.clear();
        for (const callback of now) callback(0);
      }),
    get awaited() {
      return waiting.size;
    },
  };
}

/** What every paragraph of the page says. */
export const texts = (): readonly (string | null)[] =>
  screen.queryAllByRole('paragraph').map(({ textContent }) => textContent);

/** Event n of the type `tick`. */
export function tick(n: number): ScriptedFrame {
  return { id: String(n), event: 'tick', data: n };
}

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
afterEach(cleanup);
