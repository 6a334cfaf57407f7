import { describe, expect, it } from 'vitest';
import { createEmitter } from '../../../src/runtime/emitter.ts';

function world() {
  const errors: unknown[] = [];
  const called: string[] = [];
  let generation = 0;
  const emitter = createEmitter(
    (error) => void errors.push(error),
    () => generation,
  );
  const hears = (name: string) => (): void => void called.push(name);
  return { emitter, errors, called, hears, close: () => void generation++ };
}

it('calls the listeners of a name in the order they came, with what was told', () => {
  const { emitter } = world();
  const heard: unknown[] = [];
  emitter.on('a', (...details: unknown[]) => void heard.push('first', ...details));
  emitter.on('b', () => void heard.push('other'));
  emitter.on('a', (...details: unknown[]) => void heard.push('second', ...details));
  emitter.emit('a', 1, 2);
  expect(heard).toEqual(['first', 1, 2, 'second', 1, 2]);
});

it('[D1] reports what a listener throws, and calls the others', () => {
  const { emitter, errors, called, hears } = world();
  const error = new Error('mine');
  emitter.on('a', () => {
    throw error;
  });
  emitter.on('a', hears('second'));
  emitter.emit('a');
  emitter.emit('a');
  expect([errors, called]).toEqual([
    [error, error],
    ['second', 'second'],
  ]);
});

describe('taking off', () => {
  it('[D1] is heeded at once, for one that is still to be called', () => {
    const { emitter, called, hears } = world();
    const second = hears('second');
    emitter.on('a', () => emitter.off('a', second));
    emitter.on('a', second);
    emitter.on('a', hears('third'));
    emitter.emit('a');
    expect(called).toEqual(['third']);
  });

  it('[D1] is heeded at once even if another comes in its place', () => {
    const { emitter, called, hears } = world();
    const second = hears('second');
    emitter.on('a', () => {
      emitter.off('a', second);
      emitter.on('a', hears('new'));
    });
    emitter.on('a', second);
    emitter.emit('a');
    expect(called).not.toContain('second');
  });

  it('does not disturb those after one that takes itself off', () => {
    const { emitter, called, hears } = world();
    const stop = emitter.on('a', () => {
      called.push('first');
      stop();
    });
    emitter.on('a', hears('second'));
    emitter.on('a', hears('third'));
    emitter.emit('a');
    emitter.emit('a');
    expect(called).toEqual(['first', 'second', 'third', 'second', 'third']);
  });

  it('twice does nothing more, not even to a later registration of the same function', () => {
    const { emitter, called, hears } = world();
    const listener = hears('it');
    const stop = emitter.on('a', listener);
    stop();
    emitter.on('a', listener);
    stop();
    emitter.emit('a');
    expect(called).toEqual(['it']);
  });

  it('takes off its own registration and no other of the same function', () => {
    const { emitter, called, hears } = world();
    const listener = hears('it');
    const stop = emitter.on('a', listener);
    emitter.on('a', listener);
    stop();
    emitter.emit('a');
    expect(called).toEqual(['it']);
  });

  it('of a function that does not listen does nothing', () => {
    const { emitter, called, hears } = world();
    emitter.on('a', hears('it'));
    emitter.off('a', hears('it'));
    emitter.off('b', hears('it'));
    emitter.emit('a');
    expect(called).toEqual(['it']);
  });
});

describe('once', () => {
  it('calls once, even when told again from within', () => {
    const { emitter, called } = world();
    emitter.once('a', () => {
      called.push('it');
      emitter.emit('a');
    });
    emitter.emit('a');
    expect(called).toEqual(['it']);
  });

  it('can be taken off by the function, and by what it returned', () => {
    const { emitter, called, hears } = world();
    const listener = hears('it');
    emitter.once('a', listener);
    emitter.off('a', listener);
    emitter.once('a', listener)();
    emitter.emit('a');
    expect(called).toEqual([]);
  });

  it('[D1] calls the next one, after one that throws', () => {
    const { emitter, errors, called, hears } = world();
    emitter.once('a', () => {
      throw new Error('mine');
    });
    emitter.on('a', hears('second'));
    emitter.emit('a');
    emitter.emit('a');
    expect([errors.length, called]).toEqual([1, ['second', 'second']]);
  });
});

it('does not call a listener for what was told before it came', () => {
  const { emitter, called, hears } = world();
  emitter.once('a', () => void emitter.on('a', hears('new')));
  emitter.emit('a');
  expect(called).toEqual([]);
  emitter.emit('a');
  expect(called).toEqual(['new']);
});

it('[C2] calls nobody more once the client was closed by one of them', () => {
  const { emitter, called, hears, close } = world();
  emitter.on('a', close);
  emitter.on('a', hears('second'));
  emitter.emit('a');
  expect(called).toEqual([]);
});

it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'error', 'newListener', '', '~a', '*'])(
  '[D6] has nothing special about the name %j',
  (name) => {
    const { emitter, called, hears } = world();
    expect(() => emitter.emit(name)).not.toThrow();
    const stop = emitter.on(name, hears('it'));
    emitter.emit(name);
    stop();
    emitter.emit(name);
    expect(called).toEqual(['it']);
  },
);
