/**
 * Draws the timeline: one lane for each kind of phase, so that place tells as much as colour. Widths are percentages,
 * so the drawing fits every page without being measured.
 */
import { el, svg } from '../dom/dom.ts';
import { seconds, type Tone } from '../words/phase-words.ts';
import { SPAN_MS, type Timeline } from './timeline-model.ts';

const LANES: readonly { readonly label: string; readonly tones: readonly Tone[] }[] = [
  { label: 'Live', tones: ['live'] },
  { label: 'Polling', tones: ['polling'] },
  { label: 'Trying', tones: ['waiting', 'failed'] },
  { label: 'Off', tones: ['paused', 'off'] },
];
const LANE = 22;
const BAR = 12;
/** Two rows of labels. */
const TOP = 32;
const ROW = 14;
const LETTER = 8;
const HEIGHT = TOP + LANES.length * LANE;

/** Fills `host` and gives what draws a timeline into it. */
export function createTimelineView(host: HTMLElement): (timeline: Timeline, now: number) => void {
  const lanes = svg('g', { class: 'lanes' });
  for (const [index] of LANES.entries()) {
    const y = String(TOP + index * LANE + LANE / 2);
    lanes.append(svg('line', { x1: '0', x2: '100%', y1: y, y2: y }));
  }
  const moving = svg('g');
  const drawing = svg('svg', { class: 'timeline-drawing', role: 'img', height: String(HEIGHT) }, lanes, moving);
  const labels = el('div', { class: 'timeline-labels', 'aria-hidden': 'true' });
  for (const { label } of LANES) labels.append(el('span', {}, label));
  const axis = el('div', { class: 'timeline-axis', 'aria-hidden': 'true' });
  for (const label of ['2 min ago', '1 min ago', 'now']) axis.append(el('span', {}, label));
  const note = el(
    'p',
    { class: 'timeline-note' },
    'Each dot is a second with events; a dashed line is a fault you made.',
  );
  host.append(el('div', { class: 'timeline-box' }, labels, drawing), axis, note);

  return (timeline, now) => {
    const x = (at: number): string => `${(100 * Math.max(0, at - now + SPAN_MS)) / SPAN_MS}%`;
    const parts: SVGElement[] = [];
    for (const { tone, from, to } of timeline.stretches(now)) {
      const begin = Math.max(from, now - SPAN_MS);
      const width = Math.max(0.35, (100 * ((to ?? now) - begin)) / SPAN_MS);
      const y = String(laneMiddle(tone) - BAR / 2);
      parts.push(
        svg('rect', { class: `bar tone-${tone}`, x: x(begin), y, width: `${width}%`, height: String(BAR), rx: '3' }),
      );
    }
    for (const { second, origin, count } of timeline.arrivals(now)) {
      const y = String(laneMiddle(origin === 'stream' ? 'live' : 'polling'));
      parts.push(svg('circle', { class: 'arrival', cx: x(second * 1_000 + 500), cy: y, r: count > 20 ? '4' : '2' }));
    }
    const letter = (100 * LETTER) / (drawing.clientWidth || 1_000);
    const taken = [0, 0];
    for (const { at, label } of timeline.marks(now)) {
      const middle = (100 * (at - now + SPAN_MS)) / SPAN_MS;
      parts.push(svg('line', { class: 'mark', x1: x(at), x2: x(at), y1: String(TOP - 2), y2: String(HEIGHT) }));
      // Labels stand above their line, pushed in at the ends; one that finds no room is left out.
      const half = (label.length * letter) / 2;
      const placed = Math.min(Math.max(middle, half), 100 - half);
      const row = taken.findIndex((end) => placed - half >= end);
      if (row === -1) continue;
      taken[row] = placed + half + letter;
      const y = String(TOP - 6 - row * ROW);
      parts.push(svg('text', { class: 'mark-label', x: `${placed}%`, y, 'text-anchor': 'middle' }, label));
    }
    moving.replaceChildren(...parts);
    drawing.setAttribute('aria-label', summary(timeline, now));
  };
}

function laneMiddle(tone: Tone): number {
  const lane = LANES.findIndex(({ tones }) => tones.includes(tone));
  return TOP + lane * LANE + LANE / 2;
}

/** The drawing in one sentence, for those who do not see it. */
function summary(timeline: Timeline, now: number): string {
  const spans = new Map<string, number>();
  for (const { tone, from, to } of timeline.stretches(now)) {
    const label = LANES.find(({ tones }) => tones.includes(tone))?.label ?? tone;
    spans.set(label, (spans.get(label) ?? 0) + (to ?? now) - Math.max(from, now - SPAN_MS));
  }
  const parts = [...spans].map(([label, span]) => `${label.toLowerCase()} for ${seconds(span)}`);
  return `In the last two minutes: ${parts.join(', ')}.`;
}
