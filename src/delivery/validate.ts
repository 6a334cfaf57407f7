import type { StandardSchemaV1 } from '@standard-schema/spec';

/** The outcome of looking at a payload: good and perhaps transformed, or not. */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly unknown[] };

/** Schemas by event name. */
export type Schemas = Readonly<Record<string, StandardSchemaV1 | undefined>>;

/** Looks at a payload with the schema of its event. Some schemas answer later, with a promise (Standard Schema 1). */
export function validate(schemas: Schemas, type: string, value: unknown): Checked | PromiseLike<Checked> {
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) return { ok: true, value };
  const result = schema['~standard'].validate(value);
  // Not `instanceof`: the promise may come from another frame.
  return 'then' in result ? result.then(checked) : checked(result);
}

function checked(result: StandardSchemaV1.Result<unknown>): Checked {
  return result.issues ? { ok: false, issues: result.issues } : { ok: true, value: result.value };
}
