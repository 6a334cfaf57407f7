/** Draws the crowds: a row for each kind of client, a bar for each second. */
import type { CrowdResult } from './crowd.ts';

const ROW = 86;
const LEFT = 8;
const WIDTH = 720;
const BARS = 52;
const SECONDS = 64;
const STEP = WIDTH / SECONDS;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #334155 }
.title { font-weight: 600; fill: #0f172a }
.bar { fill: #0f766e } .other .bar { fill: #b45309 }
.down { fill: #64748b; opacity: .14 }
.axis { stroke: #94a3b8; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
  text { fill: #cbd5e1 } .title { fill: #f1f5f9 } .bar { fill: #2dd4bf } .other .bar { fill: #fbbf24 }
}`;

/**
 * @param downSeconds - How long the server was away; shaded.
 * @returns An SVG document. All rows have the same scale, so that they can be compared.
 */
export function plotCrowds(results: readonly CrowdResult[], downSeconds: number): string {
  const rows = results.map(perSecond);
  const most = Math.max(...rows.flat());
  const height = results.length * ROW + 24;
  const body = results.map((result, index) => row(result, rows[index] ?? [], most, index * ROW, downSeconds));
  const ticks = [0, 10, 20, 30, 40, 50, 60].map(
    (second) => `<text x="${LEFT + second * STEP}" y="${height - 6}">${second} s</text>`,
  );
  const title = 'Requests a second after a server with a million clients goes down for half a minute';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 2 * LEFT} ${height}" role="img" aria-label="${title}">`,
    `<style>${STYLE}</style>`,
    ...body,
    ...ticks,
    '</svg>',
    '',
  ].join('\n');
}

function row(
  { title }: CrowdResult,
  counts: readonly number[],
  most: number,
  top: number,
  downSeconds: number,
): string {
  const floor = top + ROW - 8;
  const bars = counts.flatMap((count, second) => {
    const high = (count / most) * BARS;
    // A bar too low to be seen is drawn as a line, so that few is not taken for none.
    return count === 0 ? [] : [bar(LEFT + second * STEP, floor - Math.max(high, 0.6), Math.max(high, 0.6))];
  });
  const kind = title.startsWith('Holdfast') ? 'ours' : 'other';
  return [
    `<g class="${kind}">`,
    `<rect class="down" x="${LEFT}" y="${floor - BARS}" width="${downSeconds * STEP}" height="${BARS}"/>`,
    `<text class="title" x="${LEFT}" y="${top + 18}">${title}</text>`,
    ...bars,
    `<path class="axis" d="M${LEFT} ${floor}h${WIDTH}"/>`,
    '</g>',
  ].join('\n');
}

function bar(x: number, y: number, height: number): string {
  return `<rect class="bar" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(STEP - 1).toFixed(1)}" height="${height.toFixed(1)}"/>`;
}

function perSecond({ requestsPerTenth }: CrowdResult): number[] {
  return Array.from({ length: SECONDS }, (_, second) =>
    requestsPerTenth.slice(10 * second, 10 * second + 10).reduce((sum, count) => sum + count, 0),
  );
}
