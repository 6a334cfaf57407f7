/** The client's own counters. */
import type { ClientMetrics } from 'holdfast';
import { el, setText } from '../dom/dom.ts';
import { seconds } from '../words/phase-words.ts';

const NUMBER = new Intl.NumberFormat('en');

const ROWS: readonly { readonly label: string; readonly value: (metrics: ClientMetrics, tokens: number) => string }[] =
  [
    { label: 'Events delivered', value: ({ events }) => NUMBER.format(events.delivered) },
    { label: 'Duplicates held back', value: ({ events }) => NUMBER.format(events.duplicate) },
    { label: 'Heartbeats', value: ({ heartbeats }) => NUMBER.format(heartbeats) },
    { label: 'Bytes read', value: ({ bytes }) => sizeWords(bytes) },
    { label: 'Streams opened', value: ({ connections }) => NUMBER.format(connections) },
    { label: 'Stream requests', value: ({ attempts }) => NUMBER.format(attempts) },
    { label: 'Polls', value: ({ polls }) => NUMBER.format(polls) },
    { label: 'Tokens taken', value: (_, tokens) => NUMBER.format(tokens) },
    { label: 'Time live', value: ({ openMs, totalMs }) => `${shareWords(openMs, totalMs)} of ${seconds(totalMs)}` },
    { label: 'Longest time unfed', value: ({ longestOutageMs }) => spanWords(longestOutageMs) },
    { label: 'Recoveries', value: ({ recoveriesMs }) => NUMBER.format(recoveriesMs.length) },
    { label: 'Failures', value: ({ failures }) => failureWords(failures) },
  ];

/** Fills `host` with the counters and gives what draws them anew. */
export function createCountersView(host: HTMLElement): (metrics: ClientMetrics, tokens: number) => void {
  const cells = ROWS.map(({ label }) => {
    const cell = el('dd');
    host.append(el('div', {}, el('dt', {}, label), cell));
    return cell;
  });
  return (metrics, tokens) => {
    for (const [index, { value }] of ROWS.entries()) {
      const cell = cells[index];
      if (cell !== undefined) setText(cell, value(metrics, tokens));
    }
  };
}

/** A measured span: milliseconds below half a second, else tenths of a second. */
export function spanWords(spanMs: number): string {
  return spanMs < 500 ? `${Math.round(spanMs)} ms` : `${(spanMs / 1_000).toFixed(1)} s`;
}

/** A size: bytes below ten thousand, else KiB. */
export function sizeWords(bytes: number): string {
  return bytes < 10_240 ? `${NUMBER.format(bytes)} B` : `${NUMBER.format(Math.round(bytes / 1_024))} KiB`;
}

function shareWords(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.floor((100 * part) / whole)} %`;
}

function failureWords(failures: ClientMetrics['failures']): string {
  const parts = Object.entries(failures).map(([kind, count]) => `${count}\u00a0×\u00a0${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
