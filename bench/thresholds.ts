/** What was promised of a figure, and whether it holds. */
export interface Threshold {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** `measured` must be at least `wanted`. */
export function atLeast(what: string, measured: number, wanted: number): Threshold {
  return { what, wanted: `≥ ${wanted}`, measured: measured.toFixed(2), holds: measured >= wanted };
}

/** `measured` must be at most `wanted`. */
export function atMost(what: string, measured: number, wanted: number, unit: string): Threshold {
  return { what, wanted: `≤ ${wanted} ${unit}`, measured: `${measured.toFixed(1)} ${unit}`, holds: measured <= wanted };
}

/** `PASS` or `MISS`, and why. */
export function verdict({ what, wanted, measured, holds }: Threshold): string {
  return `${holds ? 'PASS' : 'MISS'}  ${what}: ${measured} (${wanted})`;
}
