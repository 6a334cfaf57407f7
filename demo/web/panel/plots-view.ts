/** The two plots: how long events took, and how many bytes came. */
import { el, setText } from '../dom/dom.ts';
import { sizeWords } from './counters-view.ts';
import { latencyWords } from './latency.ts';
import { createPlot, type Points } from './plot.ts';
import type { Recorder } from './recorder.ts';

/** Fills `host` and gives what draws the plots of a client. */
export function createPlotsView(host: HTMLElement): (of: Recorder, now: number) => void {
  const latency = figure(host, 'From the server’s write to this page');
  const bytes = figure(host, 'Bytes read each second');
  const drawLatency = createPlot(latency.place, {
    color: '--live',
    shape: 'dots',
    atLeast: 20,
    words: (ms) => `${ms} ms`,
  });
  const drawBytes = createPlot(bytes.place, { color: '--polling', shape: 'bars', atLeast: 1_000, words: sizeWords });

  return (of, now) => {
    const samples = of.latency.samples(now);
    const seconds = of.bytes.samples(now);
    drawLatency(points(samples.map(({ at, ms }) => [at / 1_000, ms])), now);
    drawBytes(points(seconds.map((sample) => [sample.second, sample.bytes])), now);
    const total = seconds.reduce((sum, sample) => sum + sample.bytes, 0);
    setText(latency.words, latencyWords(samples) || 'no event in two minutes');
    setText(bytes.words, `${sizeWords(total)} in two minutes`);
  };
}

function figure(host: HTMLElement, title: string): { readonly place: HTMLElement; readonly words: HTMLElement } {
  const words = el('span', { class: 'plot-words' });
  const place = el('div', { class: 'plot', 'aria-hidden': 'true' });
  host.append(el('figure', { class: 'plot-figure' }, el('figcaption', {}, el('strong', {}, title), ' ', words), place));
  return { place, words };
}

function points(pairs: readonly (readonly [number, number])[]): Points {
  return [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
}
