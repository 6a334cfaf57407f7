/** Numbers in query strings. */
import { Refusal } from './refusal.ts';

/** A whole number within bounds. @throws Refusal 400 naming the parameter. */
export function wholeParam(
  text: string | undefined,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
    throw new Refusal(400, `${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}
