import { useEffect, useState } from 'react';
import { createRefresher, type Refresh } from '../connection/refresher.ts';

/** Loads once at the beginning, and again, one request at a time, whenever the function it gives is called. */
export function useRefresh(load: () => Promise<void>): Refresh {
  const [refresh] = useState(() => createRefresher(load));
  useEffect(refresh, [refresh]);
  return refresh;
}
