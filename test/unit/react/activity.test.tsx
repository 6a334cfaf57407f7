// @vitest-environment happy-native
// React 19 alone: `Activity` hides components and keeps their state, with their effects undone meanwhile.
import { act, render } from '@testing-library/react';
import { Activity, type ReactElement, type ReactNode, useState } from 'react';
import { expect, it } from 'vitest';
import { Phase } from './phase.tsx';
import { createWorld, texts, type World } from './world.ts';

function tree(world: World, mode: 'hidden' | 'visible'): ReactElement {
  return (
    <Activity mode={mode}>
      <Phase world={world} />
    </Activity>
  );
}

it('[R5] hidden for longer than the linger the stream is closed; shown again it is resumed', async () => {
  const world = createWorld();
  const { rerender } = render(tree(world, 'visible'));
  await world.send({ id: '7', event: 'tick', data: 1 });
  rerender(tree(world, 'hidden'));
  await world.advance(1_000);
  expect(world.server.alive).toBe(0);
  rerender(tree(world, 'visible'));
  await world.settle();
  expect(world.server.latest.lastEventId).toBe('7');
  expect(texts()).toEqual(['connecting']);
});

it('[R1] shown again, it takes the client that was made for its key meanwhile', async () => {
  const world = createWorld();
  let show = (_mode: 'hidden' | 'visible'): void => {};
  // The component itself is not rendered again by being shown.
  function Switched({ children }: { readonly children: ReactNode }): ReactElement {
    const [mode, setMode] = useState<'hidden' | 'visible'>('visible');
    show = setMode;
    return <Activity mode={mode}>{children}</Activity>;
  }
  const first = render(
    <Switched>
      <Phase world={world} />
    </Switched>,
  );
  await world.send();
  first.rerender(
    <Switched>
      <Phase world={world} />
    </Switched>,
  );
  act(() => show('hidden'));
  await world.advance(1_000);
  render(<Phase world={world} />);
  await world.send();
  act(() => show('visible'));
  await world.settle();
  expect(world.server.connections).toHaveLength(2);
  expect(world.server.alive).toBe(1);
  act(() => world.server.latest.end());
  expect(first.container.textContent).toBe('waiting');
});
