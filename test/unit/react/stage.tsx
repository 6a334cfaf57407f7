import { render } from '@testing-library/react';
import { type ReactElement, StrictMode, useEffect } from 'react';
import { SseClient } from '../../../src/client.ts';
import { createSseHooks } from '../../../src/react/index.ts';
import { createWorld, type Frames, holdFrames, type World } from './world.ts';

export interface Events {
  readonly tick: number;
  readonly tock: number;
}

export const { SseProvider, useSseState, useSseValue } = createSseHooks<Events>();

export interface Stage {
  readonly world: World;
  readonly client: SseClient<Events>;
  readonly frames: Frames;
  /** Shows these in a tree that has the client. */
  show(...shown: readonly ReactElement[]): void;
}

export async function createStage(): Promise<Stage> {
  const world = createWorld();
  const client = new SseClient<Events>(world.url, world.options);
  const frames = holdFrames();
  const { rerender } = render(null, { wrapper: StrictMode });
  const show = (...shown: readonly ReactElement[]): void =>
    rerender(<SseProvider client={client}>{shown}</SseProvider>);
  show();
  await world.settle();
  return { world, client, frames, show };
}

interface LatestProps {
  readonly initial?: number;
  readonly type?: keyof Events;
  /** Told of each value that came onto the page. */
  readonly shown?: unknown[];
}

/** Shows the latest value. */
export function Latest({ initial = -1, type = 'tick', shown }: LatestProps): ReactElement {
  const value = useSseValue(type, { initial });
  useEffect(() => void shown?.push(value), [shown, value]);
  return <p>{value}</p>;
}
