/** The colleagues: they move purchases on, spend, and talk, so that a lone visitor sees life. */
import type { PurchaseKind, PurchaseStatus } from '../../shared/purchases.ts';
import type { People, Person } from '../accounts/people.ts';
import type { ChatStore } from '../chat/chat-store.ts';
import type { Database } from '../database/database.ts';
import { DEBOUNCE_MS, type StatusChanger } from '../purchases/status-change.ts';
import type { SpendingBook } from '../spending/spending-book.ts';
import type { Dice } from './dice.ts';
import { CHAT_LINES, EXPENSES } from './lines.ts';

/** What colleagues work with. */
export interface ColleagueDeps {
  readonly db: Database;
  readonly people: People;
  readonly statuses: StatusChanger;
  readonly spending: SpendingBook;
  readonly chat: ChatStore;
  readonly dice: Dice;
  readonly now: () => number;
}

/** The colleagues. */
export interface Colleagues {
  /** One thing happens; spending is that of one of `watching`, the people who look. */
  act(watching: readonly string[]): void;
  /** So many purchases of each kind change at once, no purchase twice. Gives the last `seq`. */
  changeMany(counts: Readonly<Record<PurchaseKind, number>>): number;
}

const ROAD: readonly PurchaseStatus[] = ['draft', 'pending', 'confirmed', 'in_transit', 'arrived', 'completed'];
/** Colleagues that nobody logs in as, so that no visitor acts without knowing. */
const NAMES = ['hasan', 'intan', 'joko'];
const KINDS: readonly PurchaseKind[] = ['supply', 'feed', 'livestock'];
/** Over this, head office moves the budget: an alert for ever would be no news. */
const RELIEF_PERCENTAGE = 106;

interface Open {
  readonly id: number;
  readonly status: PurchaseStatus;
}

/** Colleagues over these parts. */
export function createColleagues(deps: ColleagueDeps): Colleagues {
  const { db, people, statuses, spending, chat, dice, now } = deps;
  // What has arrived at its end is ordered again, after everything else. What was changed a moment ago is left alone.
  const next = db.query<Open>(
    `SELECT id, status FROM purchase WHERE kind = ? AND updated_at < ?
     ORDER BY status IN ('completed', 'cancelled'), random() LIMIT ?`,
  );
  const colleague = (): Person => {
    const person = people.find(dice.pick(NAMES));
    if (person === undefined) throw new RangeError('The colleagues are gone.');
    return person;
  };

  const change = (kind: PurchaseKind, count: number): void => {
    for (const { id, status } of next.all(kind, now() - DEBOUNCE_MS, count)) {
      const wanted =
        dice.roll() < 0.06 && status !== 'cancelled' ? 'cancelled' : (ROAD[ROAD.indexOf(status) + 1] ?? 'draft');
      statuses.change({ actor: colleague(), kind, id, status: wanted });
    }
  };
  const spend = (userId: string): void => {
    const { currentPercentage, maxLimit, currentSpending } = spending.status(userId);
    if (currentPercentage > RELIEF_PERCENTAGE) {
      spending.book(userId, Math.round(maxLimit * 0.6) - currentSpending, 'Budget moved by head office');
    } else if (maxLimit > 0) {
      spending.book(userId, dice.between(4, 22) * Math.round(maxLimit / 1_000), dice.pick(EXPENSES));
    }
  };

  return {
    act: (watching) => {
      const roll = dice.roll();
      db.transaction(() => {
        if (roll < 0.6 || watching.length === 0) return change(dice.pick(KINDS), 1);
        if (roll < 0.8) return spend(dice.pick(watching));
        const [room, text] = dice.pick(CHAT_LINES);
        chat.post(room, colleague(), text);
      });
    },
    changeMany: (counts) =>
      db.transaction(() => {
        for (const kind of KINDS) change(kind, counts[kind]);
        return statuses.headSeq();
      }),
  };
}
