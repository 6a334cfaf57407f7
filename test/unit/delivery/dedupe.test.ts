import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDedupe } from '../../../src/delivery/dedupe.ts';

/** Ids that were delivered, latest last, each with the connection that delivered it last. */
function naive(size: number) {
  let known: { id: string; connection: number }[] = [];
  return (id: string, connection: number): boolean => {
    const earlier = known.find((entry) => entry.id === id);
    if (earlier && earlier.connection !== connection) return false;
    known = [...known.filter((entry) => entry.id !== id), { id, connection }].slice(-size);
    return true;
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

it('[D2] forgets the oldest id first, and only when there is no room', () => {
  const { admit } = createDedupe(3);
  for (const id of ['a', 'b', 'c']) admit(id, 1);
  expect(['a', 'b', 'c'].map((id) => admit(id, 2))).toEqual([false, false, false]);
  admit('d', 2);
  expect(['b', 'c', 'd'].map((id) => admit(id, 3))).toEqual([false, false, false]);
  expect(admit('a', 3)).toBe(true);
});

it('[D2] keeps an id that was delivered again for longer', () => {
  const { admit } = createDedupe(2);
  for (const id of ['a', 'b', 'a', 'c']) admit(id, 1);
  expect(admit('a', 2)).toBe(false);
  expect(admit('b', 2)).toBe(true);
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
  const delivery = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__'), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(delivery, { maxLength: 60 }), (size, deliveries) => {
      const { admit } = createDedupe(size);
      const expected = naive(size);
      for (const [id, connection] of deliveries) expect(admit(id, connection)).toBe(expected(id, connection));
    }),
  );
});
