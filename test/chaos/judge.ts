/** What a page should have received, against what it has. Pure. */

/** Problems of a run whose events carry ids: exactly these, once, in this order. */
export function judgeIds(wanted: readonly string[], got: readonly string[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const known = new Set(wanted);
  for (const id of got) {
    if (seen.has(id)) problems.push(`event ${id} came twice`);
    else if (!known.has(id)) problems.push(`event ${id} came, and there is none`);
    seen.add(id);
  }
  for (const id of wanted) if (!seen.has(id)) problems.push(`event ${id} did not come`);
  if (problems.length > 0) return shortened(problems);
  const at = got.findIndex((id, index) => id !== wanted[index]);
  return at < 0 ? [] : [`event ${got[at]} came where ${wanted[at]} belongs`];
}

/** Problems of a run without ids: numbers grow, and before every gap there was a `resync` (0). */
export function judgeNumbers(numbers: readonly number[]): string[] {
  const problems: string[] = [];
  let last = 0;
  let isExcused = false;
  for (const n of numbers) {
    if (n === 0) {
      isExcused = true;
      continue;
    }
    if (n <= last) problems.push(`event ${n} came after ${last}`);
    else if (n > last + 1 && !isExcused) problems.push(`between ${last} and ${n} no resync was raised`);
    last = n;
    isExcused = false;
  }
  return shortened(problems);
}

/** How many times a number was left out. */
export function gapsIn(numbers: readonly number[]): number {
  const events = numbers.filter((n) => n > 0);
  return events.filter((n, index) => n !== (events[index - 1] ?? 0) + 1).length;
}

/** The first of them and how many more there are. */
export function shortened(problems: readonly string[]): string[] {
  return problems.length <= 6 ? [...problems] : [...problems.slice(0, 5), `… and ${problems.length - 5} more`];
}
