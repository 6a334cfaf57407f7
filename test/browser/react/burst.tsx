import { useSse, useSseValue } from 'holdfast/react';
import type { ReactElement } from 'react';

/** One render that was made because of events. */
interface Rendering {
  /** When its frame began: the same for everything between two paints. */
  readonly frame: unknown;
  readonly latest: number;
  readonly count: number;
}

/** Every render of the burst. */
export const bursts: Rendering[] = [];

type Events = { tick: { n: number } };

export function Burst({ url }: { readonly url: string }): ReactElement {
  const client = useSse<Events>(url, { dedupe: false });
  const latest = useSseValue('tick', { initial: { n: 0 }, client });
  const count = useSseValue('tick', { initial: 0, reduce: (times) => times + 1, client });
  if (count > 0) bursts.push({ frame: document.timeline.currentTime, latest: latest.n, count });
  return <output>{`${latest.n} ${count}`}</output>;
}
