/** Spending against a limit, by calendar month, in whole rupiah. */

/** Answer of `GET /api/periode-limit/notifications/health`. */
export interface SpendingHealth {
  readonly status: 'ok';
  readonly userId: string;
  /** Open spending streams of this user. */
  readonly connectedClients: number;
  /** Open spending streams of everybody. */
  readonly totalSystemClients: number;
}

/** Answer of `GET /api/periode-limit/notifications/status`. */
export interface SpendingStatus {
  readonly currentSpending: number;
  readonly maxLimit: number;
  /** From this percentage on it is an alert. */
  readonly alertPercentage: number;
  /** One decimal. */
  readonly currentPercentage: number;
  readonly isAlert: boolean;
  /** First day of the period, `2026-11-01`. */
  readonly periodeStart: string;
  /** Last day of the period. */
  readonly periodeEnd: string;
}

/** Payload of `notification` on the spending stream: the user's own, each time their spending moves. */
export interface SpendingNotification {
  readonly userId: string;
  readonly currentSpending: number;
  readonly maxSpending: number;
  readonly alertPercentage: number;
  readonly currentPercentage: number;
  readonly isAlert: boolean;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** Events of `GET /api/periode-limit/notifications/stream`. `connected` and `heartbeat` are not stored. */
export interface SpendingEvents {
  readonly connected: { readonly message: string };
  readonly notification: SpendingNotification;
  /** Milliseconds since 1970. The client hands heartbeats to its lifecycle, not to handlers. */
  readonly heartbeat: { readonly timestamp: number };
}

/**
 * Body of `POST /api/periode-limit/spendings`: something the user bought out of hand. Answer: 201 with
 * {@link SpendingStatus}. Purchases are charged by themselves: to whoever requested them, once they are `confirmed` or
 * further along, and taken off again when they are cancelled or set back.
 */
export interface SpendingRequest {
  /** 1 to 10,000,000,000. */
  readonly amount: number;
  /** 1 to 200 characters. */
  readonly note: string;
}
