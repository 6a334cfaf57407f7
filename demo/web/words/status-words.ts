/** Purchases in words people read. */
import type { PurchaseKind, PurchaseStatus } from '../../shared/purchases.ts';

/** A status as people say it. */
export const STATUS_WORDS: Readonly<Record<PurchaseStatus, string>> = {
  draft: 'draft',
  pending: 'pending',
  confirmed: 'confirmed',
  in_transit: 'in transit',
  arrived: 'arrived',
  completed: 'completed',
  cancelled: 'cancelled',
};

/** A table's title. */
export const KIND_WORDS: Readonly<Record<PurchaseKind, string>> = {
  supply: 'Supply',
  feed: 'Feed',
  livestock: 'Livestock',
};
