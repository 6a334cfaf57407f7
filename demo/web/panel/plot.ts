/** A small uPlot of the last two minutes, in the page's colours. */
import uPlot from 'uplot';
import { SPAN_MS } from './timeline-model.ts';

/** What a plot shows. */
export interface PlotKind {
  /** A CSS variable. */
  readonly color: string;
  readonly shape: 'dots' | 'bars';
  /** The axis reaches at least this far. */
  readonly atLeast: number;
  readonly words: (value: number) => string;
}

/** Seconds since 1970, and a value each. */
export type Points = readonly [x: readonly number[], y: readonly number[]];

const HEIGHT = 104;

/** Puts a plot into `host` and gives what draws it anew; drawing also fits it to its place. */
export function createPlot(host: HTMLElement, kind: PlotKind): (points: Points, now: number) => void {
  const color = (name: string) => (): string => getComputedStyle(host).getPropertyValue(name).trim();
  let plot: uPlot | undefined;

  const make = (width: number): uPlot => {
    const grid = { stroke: color('--line'), width: 1 };
    const axis: uPlot.Axis = {
      stroke: color('--soft'),
      grid,
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    };
    const range = (max: number): [number, number] => [0, Math.max(kind.atLeast, max * 1.15)];
    return new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [6, 18, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (_, __, max) => range(max ?? 0) } },
        axes: [
          { ...axis, size: 20, gap: 2, splits: (self) => splits(self.scales['x']?.max ?? 0), values: ages },
          { ...axis, size: 56, gap: 4, space: 28, values: (_, values) => values.map(kind.words) },
        ],
        series: [
          {},
          {
            stroke: color(kind.color),
            fill: color(kind.color),
            width: kind.shape === 'bars' ? 0 : 2,
            paths: (kind.shape === 'bars' && uPlot.paths.bars?.({ size: [0.8, 6] })) || (() => null),
            points: { show: kind.shape === 'dots', size: 5, width: 0, fill: color(kind.color) },
          },
        ],
      },
      [[], []],
      host,
    );
  };

  return ([x, y], now) => {
    const width = host.clientWidth;
    if (width === 0) return;
    plot ??= make(width);
    if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
    plot.batch(() => {
      plot?.setData([[...x], [...y]], false);
      plot?.setScale('x', { min: (now - SPAN_MS) / 1_000, max: now / 1_000 });
    });
  };
}

function splits(max: number): number[] {
  return [120, 90, 60, 30, 0].map((age) => max - age);
}

function ages(self: uPlot, values: readonly number[]): string[] {
  const max = self.scales['x']?.max ?? 0;
  return values.map((value) => {
    const age = Math.round(max - value);
    return age === 0 ? 'now' : age === 60 ? '1 min ago' : '';
  });
}
