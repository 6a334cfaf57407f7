import { describe, expect, it } from 'vitest';
import { createBuffered } from '../../../src/runtime/iterator.ts';

function world(size = 3) {
  const said: string[] = [];
  const buffered = createBuffered<number>(
    size,
    () => void said.push('overflow'),
    () => void said.push('return'),
  );
  const { iterator, push, end } = buffered;
  const read = async (count: number): Promise<(number | undefined)[]> => {
    const values: (number | undefined)[] = [];
    while (values.length < count) values.push(((await iterator.next()) as { value?: number }).value);
    return values;
  };
  const pushAll = (...values: number[]): void => values.forEach((value) => push(value));
  return { iterator, push, pushAll, end, read, said };
}

it('[D5] gives what was pushed, before and after it is asked for, in order', async () => {
  const { iterator, push, read } = world();
  push(1);
  push(2);
  expect(await read(2)).toEqual([1, 2]);
  const waiting = [iterator.next(), iterator.next()];
  push(3);
  push(4);
  expect(await Promise.all(waiting)).toEqual([
    { done: false, value: 3 },
    { done: false, value: 4 },
  ]);
});

describe('a slow reader', () => {
  it('[D5] loses the oldest, and no more than must be', async () => {
    const { pushAll, read, said } = world(3);
    pushAll(1, 2, 3);
    expect(said).toEqual([]);
    pushAll(4, 5);
    expect(await read(3)).toEqual([3, 4, 5]);
  });

  it('[D5] is told once each time it falls behind', async () => {
    const { iterator, pushAll, read, said } = world(2);
    pushAll(1, 2, 3, 4, 5);
    expect(said).toEqual(['overflow']);
    // Still behind: it has not caught up.
    await read(1);
    pushAll(6, 7);
    expect(said).toEqual(['overflow']);
    await read(2);
    const waiting = iterator.next();
    pushAll(8);
    await waiting;
    pushAll(9, 10, 11);
    expect(said).toEqual(['overflow', 'overflow']);
  });
});

describe('the end', () => {
  it('[D5] lets what is buffered be read, and lasts', async () => {
    const { iterator, pushAll, push, end, read, said } = world();
    pushAll(1, 2);
    end();
    push(3);
    expect(await read(4)).toEqual([1, 2, undefined, undefined]);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    end();
    expect(said).toEqual(['return']);
  });

  it('[D5] answers all who wait', async () => {
    const { iterator, end } = world();
    const waiting = [iterator.next(), iterator.next()];
    end();
    const done = { done: true, value: undefined };
    expect(await Promise.all(waiting)).toEqual([done, done]);
  });

  it('[D5] comes when the loop is left, and nothing is kept', async () => {
    const { iterator, pushAll, push, said } = world();
    pushAll(1, 2, 3);
    for await (const value of iterator) if (value === 1) break;
    push(4);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(said).toEqual(['return']);
  });
});
