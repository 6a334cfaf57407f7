/** What every event of the demo carries: the page proves with it that none was lost and none shown twice. */
export interface Numbered {
  /** Grows by exactly one from event to event, whatever its type. */
  readonly seq: number;
  /** When the server wrote it, in ISO 8601. */
  readonly at: string;
}

/** A purchase went from one status to another. */
export interface StatusChange {
  readonly batch_id: number;
  readonly old_status: PurchaseStatus;
  readonly new_status: PurchaseStatus;
  readonly by: string;
}

/** The road of a purchase, in order; `cancelled` may follow any of them. */
export type PurchaseStatus = 'draft' | 'pending' | 'confirmed' | 'in_transit' | 'arrived' | 'completed' | 'cancelled';

/** Spending of the running period, told when it moves noticeably. */
export interface SpendingAlert {
  readonly currentSpending: number;
  readonly maxSpending: number;
  readonly isAlert: boolean;
}

/** A line somebody wrote in a chat room. */
export interface ChatMessage {
  readonly room: string;
  readonly from: string;
  readonly text: string;
}

/** Payloads as the feed makes them, before the log numbers them. */
export interface DemoPayloads {
  notification: SpendingAlert;
  supply_purchase_status_changed: StatusChange;
  feed_purchase_status_changed: StatusChange;
  livestock_purchase_status_changed: StatusChange;
  chat_message: ChatMessage;
}

/** The name of an event. */
export type DemoType = keyof DemoPayloads;

/** The events of the demo's stream, as the page receives them: `SseClient<DemoEvents>`. */
export type DemoEvents = { [Type in DemoType]: DemoPayloads[Type] & Numbered };

/** The faults the server can be asked for. */
export type FaultName = 'drop' | 'stall' | 'unavailable' | 'unauthorized' | 'burst' | 'buffer' | 'restart';

/** All faults, in the order the page shows them. */
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

/** The answer to `POST /api/faults/:name`. */
export interface FaultAnswer {
  readonly name: FaultName | 'clear';
  /** The page has been fed again once it has an event with this `seq` or a later one. */
  readonly proofSeq: number;
  readonly active: readonly ActiveFault[];
}

/** The answer of the poll endpoint. */
export interface PollAnswer {
  readonly events: readonly { readonly id: string; readonly type: DemoType; readonly data: unknown }[];
  /** Where to go on from. */
  readonly lastEventId: string;
  /** The asked id is unknown or too old: events may lie between it and these. */
  readonly resync: boolean;
}
