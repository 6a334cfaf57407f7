import { useSse, useSseEvent, useSseState, useSseValue } from 'holdfast/react';
import type { ReactElement } from 'react';

type Events = { tick: { n: number } };

function Member({ lingerMs }: { readonly lingerMs: number }): ReactElement {
  const client = useSse<Events>('/log?client=members', { lingerMs, visibility: false });
  const { phase } = useSseState({ client });
  const latest = useSseValue('tick', { initial: { n: 0 }, client });
  const count = useSseValue('tick', { initial: 0, reduce: (times) => times + 1, client });
  useSseEvent('tick', () => {}, { client });
  return <output>{`${phase} ${latest.n} ${count}`}</output>;
}

/** So many components on one address. */
export function Members({ count, lingerMs }: { readonly count: number; readonly lingerMs: number }): ReactElement {
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <Member key={at} lingerMs={lingerMs} />
      ))}
    </>
  );
}
