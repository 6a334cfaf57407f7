/** Chance that can be repeated: the same seed gives the same sequence. */

/** Draws. */
export interface Dice {
  /** In `[0, 1)`. */
  roll(): number;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** Dice over any source of draws in `[0, 1)`. */
export function createDice(roll: () => number): Dice {
  return {
    roll,
    between: (min, max) => min + Math.floor(roll() * (max - min + 1)),
    pick: (items) => {
      const item = items[Math.floor(roll() * items.length)];
      if (item === undefined) throw new RangeError('There is nothing to pick from.');
      return item;
    },
  };
}

/** A source of draws from a seed: a linear congruential generator, good enough for believable data. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
