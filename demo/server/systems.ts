/** The systems over one open database, without any HTTP. */
import type { Config } from './config.ts';
import { type ChatStore, createChatStore } from './chat/chat-store.ts';
import { createPeople, type People } from './accounts/people.ts';
import { type Database, openDatabase } from './database/database.ts';
import { seed } from './database/seed.ts';
import type { DispatchReport } from '../shared/dispatch.ts';
import { createDispatchLog } from './dispatch/dispatch-log.ts';
import { createDispatcher, type Dispatcher } from './dispatch/dispatcher.ts';
import { createNotifications, type Notifications } from './dispatch/notifications.ts';
import { createReport } from './dispatch/report.ts';
import { createEventLog, type EventLog } from './events/event-log.ts';
import { type Comments, createComments } from './purchases/comments.ts';
import { createPurchaseTable, type PurchaseTable } from './purchases/purchase-table.ts';
import { createStatusChanger, type StatusChanger } from './purchases/status-change.ts';
import { createWatchers, type Watchers } from './purchases/watchers.ts';
import { type Colleagues, createColleagues } from './simulation/colleagues.ts';
import { createDice } from './simulation/dice.ts';
import { createSpendingBook, type SpendingBook } from './spending/spending-book.ts';

/** Everything that is kept, and what may be done with it. */
export interface Systems {
  readonly db: Database;
  readonly log: EventLog;
  readonly people: People;
  readonly table: PurchaseTable;
  readonly statuses: StatusChanger;
  readonly comments: Comments;
  readonly watchers: Watchers;
  readonly spending: SpendingBook;
  readonly chat: ChatStore;
  readonly notifications: Notifications;
  readonly dispatcher: Dispatcher;
  readonly report: () => DispatchReport;
  readonly colleagues: Colleagues;
}

/** Opens the file, seeds a new one, and builds the systems over it. */
export function createSystems(config: Pick<Config, 'database'>, now: () => number): Systems {
  const db = openDatabase(config.database);
  seed(db, now());
  const log = createEventLog(db, now);
  const table = createPurchaseTable(db);
  const spending = createSpendingBook(db, log, now);
  const chat = createChatStore(db, log, now);
  const notifications = createNotifications(db, log);
  const dispatchLog = createDispatchLog(db);
  // Finer than milliseconds: a dispatch takes less than one.
  const exactNow = (): number => performance.timeOrigin + performance.now();
  const dispatcher = createDispatcher({ db, log: dispatchLog, notifications, now: exactNow });
  const statuses = createStatusChanger({ db, log, table, spending, dispatcher, now });
  const people = createPeople(db);
  const colleagues = createColleagues({ db, people, statuses, spending, chat, dice: createDice(Math.random), now });
  return {
    db,
    log,
    people,
    table,
    statuses,
    comments: createComments(db, dispatcher, now),
    watchers: createWatchers(db),
    spending,
    chat,
    notifications,
    dispatcher,
    report: createReport(db, dispatchLog, now),
    colleagues,
  };
}
