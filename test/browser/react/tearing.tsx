import { useSse, useSseValue } from 'holdfast/react';
import { type ReactElement, startTransition, useEffect, useLayoutEffect, useState } from 'react';

/** What came of the transitions. */
export const tears = {
  /** Passes of rendering in which the two places read different values: what React must notice. */
  apart: 0,
  /** Values of the two places as they came onto the page. */
  committed: [] as (readonly [first: string, second: string])[],
};

type Events = { tick: { n: number } };

const CELLS = 10;
const ROUNDS = 12;
let firstRead = 0;

function Place({ url, at }: { readonly url: string; readonly at: 'first' | 'second' }): ReactElement {
  const client = useSse<Events>(url, { dedupe: false });
  const { n } = useSseValue('tick', { initial: { n: 0 }, client });
  if (at === 'first') firstRead = n;
  else if (firstRead !== n) tears.apart++;
  return <output className={at}>{n}</output>;
}

/** Takes long enough for React to let other things in between. */
function Slow(): null {
  const until = performance.now() + 4;
  while (performance.now() < until);
  return null;
}

/** The two places far apart, mounted afresh. */
function Places({ url }: { readonly url: string }): ReactElement {
  useLayoutEffect(() => {
    const [first, second] = ['first', 'second'].map((at) => document.querySelector(`.${at}`)?.textContent ?? '');
    tears.committed.push([first ?? '', second ?? '']);
  });
  return (
    <>
      <Place url={url} at="first" />
      {Array.from({ length: CELLS }, (_, at) => (
        <Slow key={at} />
      ))}
      <Place url={url} at="second" />
    </>
  );
}

/**
 * Mounts the places again and again in transitions, while events come. They are gone in between: a place that is on the
 * page has React begin the transition anew at every event. The client stays, for it lingers.
 */
export function Tearing({ url }: { readonly url: string }): ReactElement {
  const [round, setRound] = useState(0);
  const areShown = round % 2 === 1;
  useEffect(() => {
    if (round > 2 * ROUNDS) return;
    const next = (): void => setRound(round + 1);
    const timer = setTimeout(() => (areShown ? next() : startTransition(next)), 20);
    return () => clearTimeout(timer);
  }, [round, areShown]);
  return (
    <>
      {areShown && <Places url={url} />}
      <p>{round > 2 * ROUNDS ? 'done' : 'at work'}</p>
    </>
  );
}
