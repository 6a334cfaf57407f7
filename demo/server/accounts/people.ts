/** The people of the company. */
import type { Account, User } from '../../shared/accounts.ts';
import type { Database } from '../database/database.ts';

/** A person as the server knows them. */
export interface Person extends Account {
  /** Whether one may log in as them. */
  readonly listed: boolean;
}

interface PersonRow extends Omit<Person, 'active' | 'listed'> {
  readonly active: number;
  readonly listed: number;
}

/** Those one may log in as, and then the colleagues that only the simulation plays. */
export const PEOPLE: readonly Person[] = [
  person('dewi', 'Dewi Anggraini', 'Head of purchasing', 'head office', { role: 'admin' }),
  person('ayu', 'Ayu Lestari', 'Supply purchasing', 'supply'),
  person('bagus', 'Bagus Prasetyo', 'Feed purchasing', 'feed'),
  person('citra', 'Citra Wulandari', 'Livestock purchasing', 'livestock'),
  person('farid', 'Farid Rahman', 'Farm logistics', 'feed'),
  person('gilang', 'Gilang Saputra', 'Supply purchasing, until September', 'supply', { active: false }),
  person('hasan', 'Hasan Basri', 'Veterinarian', 'livestock', { listed: false }),
  person('intan', 'Intan Permata', 'Warehouse', 'supply', { listed: false }),
  person('joko', 'Joko Susilo', 'Driver', 'feed', { listed: false }),
];

function person(
  id: string,
  name: string,
  title: string,
  department: User['department'],
  more: Partial<Person> = {},
): Person {
  return { id, name, title, department, role: 'purchasing', active: true, listed: true, ...more };
}

/** The people in the database. */
export interface People {
  find(id: string): Person | undefined;
  /** Those one may log in as. */
  accounts(): readonly Account[];
}

/** Reads people. */
export function createPeople(db: Database): People {
  const find = db.query<PersonRow>('SELECT * FROM user WHERE id = ?');
  const listed = db.query<PersonRow>('SELECT * FROM user WHERE listed = 1 ORDER BY rowid');
  const toPerson = (row: PersonRow): Person => ({ ...row, active: row.active === 1, listed: row.listed === 1 });
  return {
    find: (id) => {
      const row = find.get(id);
      return row && toPerson(row);
    },
    accounts: () => listed.all().map((row) => ({ ...userOf(toPerson(row)), active: row.active === 1 })),
  };
}

/** What everybody may see of a person. */
export function userOf({ id, name, role, department, title }: User): User {
  return { id, name, role, department, title };
}
