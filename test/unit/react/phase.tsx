import type { ReactElement } from 'react';
import { useSse, useSseState, type UseSseOptions } from '../../../src/react/index.ts';
import type { World } from './world.ts';

type Extra = Partial<UseSseOptions<Record<string, unknown>>>;

/** Shows the phase of a shared client. */
export function Phase({ world, ...extra }: { readonly world: World } & Extra): ReactElement {
  const client = useSse(world.url, { ...world.options, ...extra });
  return <p>{useSseState({ client }).phase}</p>;
}
