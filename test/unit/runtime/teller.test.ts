import { expect, it } from 'vitest';
import { createEmitter } from '../../../src/runtime/emitter.ts';
import { createTeller } from '../../../src/runtime/teller.ts';

function world() {
  let generation = 0;
  const lifecycle = createEmitter(
    (error) => {
      throw error;
    },
    () => generation,
  );
  const teller = createTeller(lifecycle);
  const heard: string[] = [];
  const listen = (who: string, then: (reason: string) => void = () => {}): void => {
    lifecycle.on('resync', (({ reason }: { reason: string }) => {
      heard.push(`${who}: ${reason}`);
      then(reason);
    }) as never);
  };
  const news = (reason: string) => ({ reason }) as { reason: 'no-id' };
  const close = (): void => {
    generation++;
    teller.drop();
  };
  return { teller, heard, listen, news, close };
}

it('tells what was queued when it is flushed, in order, once', () => {
  const { teller, heard, listen, news } = world();
  listen('a');
  teller.queue('resync', news('1'));
  teller.queue('resync', news('2'));
  expect(heard).toEqual([]);
  teller.flush();
  teller.flush();
  expect(heard).toEqual(['a: 1', 'a: 2']);
});

it('tells everybody of one thing before the next, even if a listener causes it', () => {
  const { teller, heard, listen, news } = world();
  listen('a', (reason) => reason === '1' && teller.tell('resync', news('2')));
  listen('b');
  teller.tell('resync', news('1'));
  expect(heard).toEqual(['a: 1', 'b: 1', 'a: 2', 'b: 2']);
});

it('[C2] forgets at close() what nobody has been told, and tells at once what comes next', () => {
  const { teller, heard, listen, news, close } = world();
  listen('a', (reason) => {
    if (reason !== '1') return;
    close();
    teller.tell('resync', news('closed'));
    heard.push('close() returned');
  });
  listen('b');
  teller.queue('resync', news('1'));
  teller.queue('resync', news('2'));
  teller.flush();
  expect(heard).toEqual(['a: 1', 'a: closed', 'b: closed', 'close() returned']);
});
