/** Loads something anew when it may be out of date: one request at a time, and one more if asked meanwhile. */

/** Asks for a new load. */
export type Refresh = () => void;

/** @param load - Shows what it has loaded; what it throws is its own to tell. */
export function createRefresher(load: () => Promise<void>): Refresh {
  let isLoading = false;
  let again = false;
  const run = async (): Promise<void> => {
    isLoading = true;
    do {
      again = false;
      await load().catch(() => undefined);
    } while (again);
    isLoading = false;
  };
  return () => {
    if (isLoading) again = true;
    else void run();
  };
}
