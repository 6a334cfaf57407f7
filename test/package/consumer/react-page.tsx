/** A page with React: the latest value, a folded one, and the state of the connection. */
import { createSseHooks } from 'holdfast/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

type Events = {
  notification: { currentSpending: number; maxSpending: number };
  purchase_changed: { id: string };
};

const { SseProvider, useSse, useSseState, useSseValue } = createSseHooks<Events>();

function Spending() {
  const spending = useSseValue('notification', { initial: null });
  const changes = useSseValue('purchase_changed', { initial: 0, reduce: (count) => count + 1 });
  const { phase } = useSseState();
  return (
    <p>
      {phase}, {spending ? `${spending.currentSpending} of ${spending.maxSpending}` : 'nothing yet'}, {changes} changed
    </p>
  );
}

function Page() {
  const client = useSse('/events', { visibility: false });
  return (
    <SseProvider client={client}>
      <Spending />
    </SseProvider>
  );
}

createRoot(document.body).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
