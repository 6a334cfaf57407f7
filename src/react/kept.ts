import { useInsertionEffect, useRef, useState } from 'react';

/** What `make` gave for these keys. Unlike `useMemo` it promises not to forget: a forgotten store is a lost event. */
export function useKept<Value>(make: () => Value, ...keys: readonly unknown[]): Value {
  const [kept, keep] = useState(() => ({ keys, value: make() }));
  if (keys.every((key, at) => Object.is(key, kept.keys[at]))) return kept.value;
  const next = { keys, value: make() };
  keep(next);
  return next.value;
}

/** The value of the latest render that reached the page, for callbacks that outlive renders. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  // Not while rendering, which may be thrown away; and before any other effect could ask.
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
