/** How property tests run: the same cases every time, or, with `FUZZ=20`, so many times as many from a new seed. */
export function runs(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  const times = Number(process.env['FUZZ'] ?? 1);
  return times > 1 ? { numRuns: numRuns * times } : { numRuns, seed: 20_261_121 };
}
