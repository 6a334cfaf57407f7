// Rendered on the server, and hydrated in the page.
import { SseProvider, useSse, useSseEvent, useSseState, useSseValue } from 'holdfast/react';
import type { SseClient } from 'holdfast';
import { type ReactElement, StrictMode } from 'react';

interface Tick {
  readonly n: number;
}

function Own({ url }: { readonly url: string }): ReactElement {
  const client = useSse<{ tick: Tick }>(url, { headers: () => ({}) });
  const { phase, since } = useSseState({ client });
  const { n } = useSseValue('tick', { initial: { n: 0 }, client });
  const sum = useSseValue('tick', { initial: 0, reduce: (total, tick) => total + tick.n, client });
  useSseEvent('tick', () => {}, { client });
  return <output>{`own ${phase} ${since === 0 ? 'never' : 'once'} ${n} ${sum}`}</output>;
}

function Provided(): ReactElement {
  const { phase } = useSseState();
  const tick = useSseValue('tick', { initial: { n: 0 } }) as Tick;
  return <output>{`provided ${phase} ${tick.n}`}</output>;
}

export function Hydrated({ client, url }: { readonly client: SseClient; readonly url: string }): ReactElement {
  return (
    <StrictMode>
      <SseProvider client={client}>
        <Own url={url} />
        <Own url={url} />
        <Provided />
      </SseProvider>
    </StrictMode>
  );
}
