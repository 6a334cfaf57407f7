/** Believable data for a new file: the same purchases, people and talk every time, dated back from now. */
import type { PurchaseKind, PurchaseStatus } from '../../shared/purchases.ts';
import { PEOPLE } from '../accounts/people.ts';
import { createDice, type Dice, seeded } from '../simulation/dice.ts';
import { CHAT_LINES } from '../simulation/lines.ts';
import { periodOf } from '../spending/spending-book.ts';
import type { Database } from './database.ts';
import { PREFIXES, CATALOGUE, type CatalogueEntry, FARMS, LIMITS, ROOMS, VENDORS } from './seed-data.ts';

/** Purchases in each table. */
const PURCHASES = 240;
const SEED = 20_261_121;
const HOUR_MS = 3_600_000;
const CHAT_HISTORY = 90;

/** Statuses as often as one meets them. */
const STATUSES: readonly PurchaseStatus[] = [
  ...repeat('draft', 3),
  ...repeat('pending', 5),
  ...repeat('confirmed', 5),
  ...repeat('in_transit', 4),
  ...repeat('arrived', 3),
  ...repeat('completed', 9),
  ...repeat('cancelled', 1),
];

/** Fills an empty database; leaves any other alone. One transaction: two servers may start on a new file at once. */
export function seed(db: Database, now: number): void {
  db.transaction(() => {
    if (db.query<{ found: number }>('SELECT 1 AS found FROM user').get() !== undefined) return;
    const dice = createDice(seeded(SEED));
    seedPeople(db);
    seedPurchases(db, dice, now);
    seedSpending(db, dice, now);
    seedChat(db, dice, now);
  });
}

function seedPeople(db: Database): void {
  const user = db.query('INSERT INTO user VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { id, name, role, department, title, active, listed } of PEOPLE) {
    user.run(id, name, role, department, title, Number(active), Number(listed));
  }
}

function seedPurchases(db: Database, dice: Dice, now: number): void {
  const purchase = db.query('INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const watcher = db.query('INSERT OR IGNORE INTO watcher VALUES (?, ?)');
  const buyers: Record<PurchaseKind, readonly string[]> = {
    supply: ['ayu', 'ayu', 'intan'],
    feed: ['bagus', 'farid', 'bagus'],
    livestock: ['citra', 'citra', 'hasan'],
  };
  const kinds: readonly PurchaseKind[] = ['supply', 'feed', 'livestock'];
  const year = new Date(now).getUTCFullYear();
  for (const [table, kind] of kinds.entries()) {
    for (let place = 1; place <= PURCHASES; place += 1) {
      const id = (table + 1) * 1_000 + place;
      const number = `${PREFIXES[kind]}-${year}-${String(place).padStart(4, '0')}`;
      const { item, unit, min, max, price }: CatalogueEntry = dice.pick(CATALOGUE[kind]);
      const quantity = dice.between(min, max);
      const requester = dice.pick(buyers[kind]);
      // The lowest numbers are the oldest.
      const at = now - Math.round(((PURCHASES - place + dice.roll()) * 9 + 0.5) * HOUR_MS);
      const amount = Math.round((quantity * price * dice.between(95, 106)) / 100_000) * 1_000;
      const row = [dice.pick(FARMS), dice.pick(VENDORS[kind]), item, quantity, unit, amount, dice.pick(STATUSES)];
      const updater = dice.pick([...buyers[kind], 'dewi']);
      purchase.run(id, kind, number, ...row, requester, updater, at);
      watcher.run(id, requester);
      if (place % 3 === 0) watcher.run(id, 'dewi');
      if (place % 4 === 0) watcher.run(id, 'farid');
    }
  }
}

function seedSpending(db: Database, dice: Dice, now: number): void {
  const limit = db.query('INSERT INTO spending_limit VALUES (?, ?, ?)');
  const spending = db.query('INSERT INTO spending (user_id, amount, note, spent_at) VALUES (?, ?, ?, ?)');
  const { from } = periodOf(now);
  for (const { userId, maxAmount, alertPercentage, spentPercentage } of LIMITS) {
    limit.run(userId, maxAmount, alertPercentage);
    const parts = 8;
    for (let part = 0; part < parts; part += 1) {
      const amount = Math.round((maxAmount * spentPercentage) / 100 / parts / 1_000) * 1_000;
      spending.run(userId, amount, 'Purchases of the month', from + Math.floor(dice.roll() * (now - from)));
    }
  }
}

function seedChat(db: Database, dice: Dice, now: number): void {
  const room = db.query('INSERT INTO chat_room VALUES (?, ?, ?)');
  const member = db.query('INSERT INTO chat_member VALUES (?, ?)');
  const message = db.query('INSERT INTO chat_message (room_id, author_id, text, created_at) VALUES (?, ?, ?, ?)');
  const read = db.query('INSERT INTO chat_read VALUES (?, ?, ?)');
  for (const [place, { id, name, members }] of ROOMS.entries()) {
    room.run(id, name, place);
    for (const userId of members) member.run(id, userId);
  }
  const ids: { id: number; room: string }[] = [];
  for (let place = 0; place < CHAT_HISTORY; place += 1) {
    const [roomId, text] = CHAT_LINES[place % CHAT_LINES.length] ?? dice.pick(CHAT_LINES);
    const author = dice.pick(ROOMS.find(({ id }) => id === roomId)?.members ?? ['dewi']);
    const at = now - Math.round((CHAT_HISTORY - place - dice.roll() * 0.8) * 0.6 * HOUR_MS);
    ids.push({ id: message.run(roomId, author, text, at).id, room: roomId });
  }
  // Everybody has read up to this morning, so badges begin with a few.
  const lastRead = ids.at(-12)?.id ?? 0;
  for (const { id, members } of ROOMS) {
    for (const userId of new Set([...members, 'dewi'])) read.run(id, userId, lastRead);
  }
}

function repeat(status: PurchaseStatus, times: number): readonly PurchaseStatus[] {
  return Array.from({ length: times }, () => status);
}
