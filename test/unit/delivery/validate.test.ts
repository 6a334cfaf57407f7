import { runInNewContext } from 'node:vm';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { validate } from '../../../src/delivery/validate.ts';

/** The smallest schema there is. */
const schema = (check: (value: unknown) => unknown) =>
  ({ '~standard': { version: 1, vendor: 'test', validate: check } }) as StandardSchemaV1;

it('[D7] gives what the schema made of the value', () => {
  const price = v.object({ eur: v.pipe(v.string(), v.transform(Number)) });
  expect(validate({ price }, 'price', { eur: '3', more: 1 })).toEqual({ ok: true, value: { eur: 3 } });
});

it("[D7] gives the schema's issues", () => {
  const checked = validate({ price: v.object({ eur: v.number() }) }, 'price', { eur: 'x' });
  expect(checked).toMatchObject({ ok: false, issues: [{ path: [{ key: 'eur' }] }] });
});

it('[D7] waits for a schema that answers later', async () => {
  const later = v.pipeAsync(
    v.string(),
    v.checkAsync(async (text) => text !== 'bad', 'not that'),
  );
  await expect(validate({ a: later }, 'a', 'good')).resolves.toEqual({ ok: true, value: 'good' });
  await expect(validate({ a: later }, 'a', 'bad')).resolves.toMatchObject({
    ok: false,
    issues: [{ message: 'not that' }],
  });
});

it('[D7] waits for a promise of another realm, such as a frame', async () => {
  const foreign = schema((value) => runInNewContext('Promise.resolve({ value })', { value }));
  expect(await validate({ a: foreign }, 'a', 7)).toEqual({ ok: true, value: 7 });
});

it('[D7] lets a throwing schema throw, and a rejecting one reject', async () => {
  expect(() =>
    validate(
      {
        a: schema(() => {
          throw new Error('broken');
        }),
      },
      'a',
      1,
    ),
  ).toThrow('broken');
  await expect(
    validate(
      {
        a: schema(async () => {
          throw new Error('broken later');
        }),
      },
      'a',
      1,
    ),
  ).rejects.toThrow('broken later');
});

it('lets events without a schema pass as they are', () => {
  const value = { any: 'thing' };
  expect(validate({ other: v.number() }, 'mine', value)).toEqual({ ok: true, value });
  expect(validate({ mine: undefined }, 'mine', value)).toEqual({ ok: true, value });
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  '[D6] has no schema for an event named %s unless one is given',
  (name) => {
    expect(validate({}, name, 1)).toEqual({ ok: true, value: 1 });
    const given = Object.fromEntries([[name, schema(() => ({ issues: [{ message: 'no' }] }))]]);
    expect(validate(given, name, 1)).toMatchObject({ ok: false });
  },
);
