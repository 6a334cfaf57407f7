// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { createSseHooks } from 'holdfast/react';
import { testClient } from 'holdfast/testing';
import { afterEach, expect, it } from 'vitest';

type Events = { message: { from: string; text: string } };
const { SseProvider, useSseState, useSseValue } = createSseHooks<Events>();

/** The component to be tested. */
function UnreadBadge() {
  const { phase } = useSseState();
  const unread = useSseValue('message', { initial: 0, reduce: (count) => count + 1 });
  return <span role="status">{phase === 'open' ? `${unread} unread` : `${unread} unread, offline`}</span>;
}

// Testing Library does this by itself where tests have globals.
afterEach(cleanup);

it('counts messages, and says when it may be out of date', async () => {
  const { client, clock, server } = testClient<Events>();
  render(
    <SseProvider client={client}>
      <UnreadBadge />
    </SseProvider>,
  );
  // The provider connects. Whatever may make React render stands in act().
  await act(() => clock.settle());
  act(() => void server.latest.respond());
  expect(screen.getByRole('status').textContent).toBe('0 unread');

  act(() => {
    server.latest.send(
      { id: '1', event: 'message', data: { from: 'Ada', text: 'Hello' } },
      { id: '2', event: 'message', data: { from: 'Ada', text: 'Are you there?' } },
    );
  });
  // Values are rendered with the next frame, which is a real one: findBy… waits for it.
  await screen.findByText('2 unread');

  act(() => server.latest.fail());
  expect(screen.getByRole('status').textContent).toBe('2 unread, offline');

  await act(() => clock.advance(500));
  act(() => void server.latest.respond());
  expect(screen.getByRole('status').textContent).toBe('2 unread');
  act(() => client.close());
});
