/** Turns events into sentences people read. Pure. */
import type { AnySseEvent } from 'holdfast';
import type { DemoEvents, PurchaseStatus, StatusChange } from '../shared/demo-events.ts';
import type { IconName } from './icons.ts';

/** An event in words. */
export interface EventWords {
  readonly icon: IconName;
  readonly sentence: string;
  /** Whose doing it is; empty for nobody's. */
  readonly by: string;
  /** Needs attention. */
  readonly isAlert: boolean;
}

const STATUS: Readonly<Record<PurchaseStatus, string>> = {
  draft: 'draft',
  pending: 'pending',
  confirmed: 'confirmed',
  in_transit: 'in transit',
  arrived: 'arrived',
  completed: 'completed',
  cancelled: 'cancelled',
};
const NUMBER = new Intl.NumberFormat('en');

/** What happened, as one sentence. */
export function eventWords(event: AnySseEvent<DemoEvents>): EventWords {
  switch (event.type) {
    case 'notification': {
      const { currentSpending, maxSpending, isAlert } = event.data;
      const percent = Math.round((currentSpending / maxSpending) * 100);
      const spent = `${NUMBER.format(currentSpending)} of ${NUMBER.format(maxSpending)} spent, ${percent}\u00a0%`;
      return isAlert
        ? { icon: 'alert', sentence: `Budget alert: ${spent}`, by: '', isAlert }
        : { icon: 'spending', sentence: `Budget: ${spent}`, by: '', isAlert };
    }
    case 'chat_message': {
      const { room, from, text } = event.data;
      return { icon: 'chat', sentence: `${room}: “${text}”`, by: from, isAlert: false };
    }
    case 'supply_purchase_status_changed':
      return purchaseWords('Supply', event.data);
    case 'feed_purchase_status_changed':
      return purchaseWords('Feed', event.data);
    case 'livestock_purchase_status_changed':
      return purchaseWords('Livestock', event.data);
  }
}

function purchaseWords(kind: string, change: StatusChange): EventWords {
  const { batch_id: id, old_status: before, new_status: after, by } = change;
  const sentence = `${kind} purchase ${id} went from ${STATUS[before]} to ${STATUS[after]}`;
  return { icon: 'purchase', sentence, by, isAlert: false };
}
