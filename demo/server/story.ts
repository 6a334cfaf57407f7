/** What happens in the demo's little company: purchases move on, money is spent, people talk. */
import type { DemoType, PurchaseStatus } from '../shared/demo-events.ts';
import type { EventLog } from './event-log.ts';

/** A story that goes on each time it is asked. */
export interface Story {
  /** Appends the next thing that happens. */
  tell(log: EventLog): void;
}

type PurchaseType = Extract<DemoType, `${string}_purchase_status_changed`>;

interface Batch {
  readonly type: PurchaseType;
  readonly id: number;
  status: PurchaseStatus;
}

const ROAD: readonly PurchaseStatus[] = ['draft', 'pending', 'confirmed', 'in_transit', 'arrived', 'completed'];
const PEOPLE = [
  'Ayu Lestari',
  'Bram de Wit',
  'Chidi Okafor',
  'Dewi Anggraini',
  'Elena Petrova',
  'Farid Rahman',
] as const;
const ROOMS = ['Purchasing', 'Farm 3', 'Logistics'] as const;
const LINES = [
  'Truck for Farm 3 leaves at two.',
  'Can somebody confirm the vitamin order?',
  'Weighed in: 4 % over the plan.',
  'Invoice is in, thank you.',
  'Who signs for the feed today?',
  'Supplier moved the delivery to Thursday.',
  'Silo 2 is full again.',
  'Done, please check the totals.',
] as const;
const TYPES: readonly PurchaseType[] = [
  'supply_purchase_status_changed',
  'feed_purchase_status_changed',
  'livestock_purchase_status_changed',
];
const MAX_SPENDING = 50_000;
const ALERT_FROM = 0.8;

/** A story at its beginning, told by `random`. */
export function createStory(random: () => number): Story {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  let nextBatchId = 1_040;
  const newBatch = (): Batch => {
    nextBatchId += 1;
    return { type: pick(TYPES), id: nextBatchId, status: pick(ROAD.slice(0, 4)) };
  };
  const batches = Array.from({ length: 12 }, newBatch);
  let spent = 31_200;

  const purchaseMoves = (log: EventLog): void => {
    const place = below(batches.length);
    const batch = batches[place] ?? newBatch();
    const oldStatus = batch.status;
    batch.status = random() < 0.06 ? 'cancelled' : (ROAD[ROAD.indexOf(oldStatus) + 1] ?? 'completed');
    if (batch.status === 'completed' || batch.status === 'cancelled') batches[place] = newBatch();
    log.append(batch.type, {
      batch_id: batch.id,
      old_status: oldStatus,
      new_status: batch.status,
      by: pick(PEOPLE),
    });
  };
  const moneyIsSpent = (log: EventLog): void => {
    spent += 150 + below(900);
    if (spent > MAX_SPENDING * 1.04) spent = 24_000 + below(6_000);
    log.append('notification', {
      currentSpending: spent,
      maxSpending: MAX_SPENDING,
      isAlert: spent >= MAX_SPENDING * ALERT_FROM,
    });
  };
  const somebodyWrites = (log: EventLog): void => {
    log.append('chat_message', { room: pick(ROOMS), from: pick(PEOPLE), text: pick(LINES) });
  };

  return {
    tell: (log) => {
      const roll = random();
      if (roll < 0.62) purchaseMoves(log);
      else if (roll < 0.82) moneyIsSpent(log);
      else somebodyWrites(log);
    },
  };
}
