/** Reads bodies: JSON, whole, and nothing but the fields that are meant. */
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Problem } from '../../shared/problem.ts';
import { Refusal } from './refusal.ts';
import type { DemoEnv } from './security.ts';

/** More is answered 413 before it is read to its end. */
export const MAX_BODY_BYTES = 16 * 1024;

/**
 * Text that people wrote: kept as it is, whatever it looks like, save surrounding space. Refused are control
 * characters other than tab and line break, and halves of surrogate pairs, which no database keeps.
 */
export const text = (maxLength: number) =>
  v.pipe(
    v.string('must be text'),
    v.trim(),
    v.minLength(1, 'must not be empty'),
    v.maxLength(maxLength, `must have at most ${maxLength} characters`),
    v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    v.regex(/^(?:[^\p{Cc}]|[\t\n\r])*$/u, 'must not contain control characters'),
  );

/**
 * The body, checked: an object with the fields of `schema` and no others.
 *
 * Unknown fields are looked for here, by their own names: a schema library passes over `__proto__` and its like.
 *
 * @throws Refusal 415 for another content type, 400 for what is no JSON or not what `schema` says, with each wrong field.
 */
export async function readBody<Entries extends v.ObjectEntries>(
  c: Context<DemoEnv>,
  schema: v.ObjectSchema<Entries, undefined>,
): Promise<v.InferOutput<typeof schema>> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'Content-Type must be application/json.');
  const value = parse(await c.req.arrayBuffer());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongBody([{ field: '', message: 'must be an object' }]);
  }
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(schema.entries, name));
  if (unknown.length > 0) throw wrongBody(unknown.map((field) => ({ field, message: 'is not known' })));
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw wrongBody(result.issues.map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message })));
}

function wrongBody(errors: NonNullable<Problem['errors']>): Refusal {
  return new Refusal(400, 'The body is not what this endpoint takes.', { errors });
}

function parse(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, 'The body must be JSON in UTF-8.');
  }
}
