/** What people have spent this month, and telling them when it moves. */
import type { SpendingNotification, SpendingStatus } from '../../shared/spending.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';

/** The calendar month a moment lies in. */
export interface Period {
  /** `2026-11-01` */
  readonly start: string;
  readonly end: string;
  /** Milliseconds since 1970: from here … */
  readonly from: number;
  /** … to before here. */
  readonly to: number;
}

/** Pure; by UTC. */
export function periodOf(now: number): Period {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return { start: day(from), end: day(to - 1), from, to };
}

/** A limit and what has been spent of it. */
export interface Spent {
  readonly maxLimit: number;
  readonly alertPercentage: number;
  readonly currentSpending: number;
}

/** Pure: the share of the limit, to one decimal, and whether it is an alert. */
export function judge({ maxLimit, alertPercentage, currentSpending }: Spent): {
  readonly currentPercentage: number;
  readonly isAlert: boolean;
} {
  const share = maxLimit === 0 ? 0 : (currentSpending / maxLimit) * 100;
  return { currentPercentage: Math.round(share * 10) / 10, isAlert: share >= alertPercentage };
}

/** The book. */
export interface SpendingBook {
  status(userId: string): SpendingStatus;
  /** Books whole rupiah, less than zero for what came back, and tells the user. */
  book(userId: string, amount: number, note: string): void;
}

/** The book in the database. Somebody without a limit has one of 0, and no alerts. */
export function createSpendingBook(db: Database, log: EventLog, now: () => number): SpendingBook {
  const limit = db.query<Omit<Spent, 'currentSpending'>>(
    'SELECT max_amount AS maxLimit, alert_percentage AS alertPercentage FROM spending_limit WHERE user_id = ?',
  );
  const sum = db.query<{ sum: number }>(
    'SELECT coalesce(sum(amount), 0) AS sum FROM spending WHERE user_id = ? AND spent_at >= ? AND spent_at < ?',
  );
  const insert = db.query('INSERT INTO spending (user_id, amount, note, spent_at) VALUES (?, ?, ?, ?)');

  const status = (userId: string): SpendingStatus => {
    const period = periodOf(now());
    const { maxLimit, alertPercentage } = limit.get(userId) ?? { maxLimit: 0, alertPercentage: 100 };
    const currentSpending = sum.get(userId, period.from, period.to)?.sum ?? 0;
    return {
      currentSpending,
      maxLimit,
      alertPercentage,
      ...judge({ maxLimit, alertPercentage, currentSpending }),
      periodeStart: period.start,
      periodeEnd: period.end,
    };
  };

  return {
    status,
    book: (userId, amount, note) =>
      db.transaction(() => {
        insert.run(userId, amount, note, now());
        log.append('spending_notification', toNotification(userId, status(userId), now()), { userId });
      }),
  };
}

function toNotification(userId: string, status: SpendingStatus, now: number): SpendingNotification {
  const { currentSpending, maxLimit, alertPercentage, currentPercentage, isAlert } = status;
  const timestamp = new Date(now).toISOString();
  return { userId, currentSpending, maxSpending: maxLimit, alertPercentage, currentPercentage, isAlert, timestamp };
}
