import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDedupe } from '../../../src/delivery/dedupe.ts';

/** The distinct ids that were delivered, latest last, each with the connection that delivered it last. */
function naive() {
  let known: { id: string; connection: number }[] = [];
  return {
    /** Which connection delivered it, if it is among the latest `size`. */
    find: (id: string, size: number) => known.slice(-size).find((entry) => entry.id === id)?.connection,
    add: (id: string, connection: number) =>
      void (known = [...known.filter((entry) => entry.id !== id), { id, connection }]),
  };
}

it('[D2] knows an id of an earlier connection again', () => {
  const { admit } = createDedupe(10);
  expect(admit('a', 1)).toBe(true);
  expect(admit('a', 2)).toBe(false);
  // It stays a duplicate however often it comes.
  expect(admit('a', 2)).toBe(false);
  expect(admit('a', 3)).toBe(false);
});

it('[D2] lets an id be repeated within one connection', () => {
  const { admit } = createDedupe(10);
  expect([admit('a', 1), admit('a', 1), admit('b', 1), admit('a', 1), admit('a', 2)]).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

it('[D2] remembers as many ids as it was told to, and forgets what is twice as old', () => {
  const { admit } = createDedupe(3);
  for (const id of ['a', 'b', 'c', 'd', 'e']) admit(id, 1);
  expect(['c', 'd', 'e'].map((id) => admit(id, 2))).toEqual([false, false, false]);
  for (const id of ['f', 'g', 'h']) admit(id, 2);
  expect(admit('a', 3)).toBe(true);
});

it('[D2] keeps an id that was delivered again for longer', () => {
  const { admit } = createDedupe(2);
  for (const id of ['a', 'b', 'a', 'c', 'a', 'd']) admit(id, 1);
  expect(admit('a', 2)).toBe(false);
});

it('[D4] knows no id of before when the server counts anew', () => {
  const { admit, startOver } = createDedupe(10);
  admit('a', 1);
  admit('b', 1);
  startOver(3);
  expect(admit('a', 3)).toBe(true);
  expect(admit('a', 4)).toBe(false);
  // What an earlier connection brought, and is dealt with only now, belongs to the earlier count.
  expect(admit('b', 2)).toBe(false);
  expect(admit('b', 3)).toBe(true);
});

it('[D2] agrees with a list that is searched from end to end', () => {
  const delivery = fc.tuple(fc.integer({ min: 0, max: 15 }).map(String), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(delivery, { maxLength: 80 }), (size, deliveries) => {
      const { admit } = createDedupe(size);
      const list = naive();
      for (const [id, connection] of deliveries) {
        const remembered = list.find(id, size);
        const admitted = admit(id, connection);
        if (remembered !== undefined) expect(admitted).toBe(remembered === connection);
        // What is beyond twice the size is forgotten, for memory is bounded.
        if (list.find(id, size * 2) === undefined) expect(admitted).toBe(true);
        if (admitted) list.add(id, connection);
      }
    }),
  );
});

it('[D2] ids of another connection are looked up until the last of them may be forgotten', () => {
  const { admit } = createDedupe(2);
  for (const id of ['a', 'b']) admit(id, 1);
  // The first of these fills a new map: the old one still holds what connection 1 delivered.
  expect([admit('c', 2), admit('a', 2), admit('b', 2)]).toEqual([true, false, false]);
});
