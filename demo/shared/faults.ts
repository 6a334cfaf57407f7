/** The faults a page may ask for. All but `restart` and `burst` touch the asking session alone. */

/**
 * - `drop`: cuts this session's streams in the middle.
 * - `stall`: its open streams go silent, for 20 s; new ones are fed.
 * - `unavailable`: its streams are cut, and for 30 s new ones are answered 503; polling works.
 * - `unauthorized`: its token is revoked and its streams are cut; `POST /api/token` gives another.
 * - `burst`: colleagues change 11 supply, 15 feed and 18 livestock purchases at once; everybody sees it.
 * - `buffer`: its streams are cut, and for 10 s new ones are answered but their bytes held back, as a proxy would.
 * - `restart`: every socket is closed, the database closed and opened again after 2.5 s, every token forgotten.
 */
export type FaultName = 'drop' | 'stall' | 'unavailable' | 'unauthorized' | 'burst' | 'buffer' | 'restart';

/** All faults, in the order a page shows them. */
export const FAULT_NAMES: readonly FaultName[] = [
  'drop',
  'stall',
  'unavailable',
  'unauthorized',
  'burst',
  'buffer',
  'restart',
];

/** A fault that lasts, and how long it still will. */
export interface ActiveFault {
  readonly name: FaultName;
  readonly remainingMs: number;
}

/** Answer of `GET /api/faults`. */
export interface FaultsAnswer {
  readonly active: readonly ActiveFault[];
}

/** Answer of `POST /api/faults/:name?seconds=` (0.1 to 300) and of `POST /api/faults/clear`. */
export interface FaultAnswer extends FaultsAnswer {
  readonly name: FaultName | 'clear';
  /**
   * A colleague changes a purchase as soon as the fault has begun (after a restart: as soon as it is over), so there is
   * always something that could be lost. The page is fed again once it has a purchase event with this `seq` or a later.
   */
  readonly proofSeq: number;
}
