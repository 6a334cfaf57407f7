import type { SseClient } from 'holdfast';
import { useSseState } from 'holdfast/react';

/** Whether a stream is live, and what feeds its place on the page while it is not. */
export function LiveChip<Events extends object>({ client }: { readonly client: SseClient<Events> }) {
  const { phase } = useSseState<Events>({ client });
  const words = phase === 'open' ? 'Live' : phase === 'polling' ? 'By polling' : 'Not live at the moment';
  return (
    <p className="chip" data-phase={phase}>
      {words}
    </p>
  );
}
