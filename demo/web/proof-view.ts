/** Shows the page's own count, and says in one sentence whether the promise holds. */
import { byId, el, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import type { Proof } from './proof.ts';

const VERDICT_ICONS: Readonly<Record<'none' | 'good' | 'bad', readonly IconName[]>> = {
  none: [],
  good: ['check'],
  bad: ['cross'],
};
const NUMBER = new Intl.NumberFormat('en');

/** Fills the proof card and gives what draws it anew. */
export function createProofView(proof: Proof): () => void {
  const host = byId('proof');
  const tile = (label: string): HTMLElement => {
    const value = el('dd', {}, '0');
    host.append(el('div', { class: 'tile' }, el('dt', {}, label), value));
    return value;
  };
  const received = tile('Received');
  const missing = tile('Missing');
  const twice = tile('Twice');
  const verdict = byId('verdict');
  const verdictIcon = el('span', { class: 'verdict-icon', 'aria-hidden': 'true' });
  const verdictText = el('span');
  verdict.append(verdictIcon, verdictText);

  return () => {
    const count = proof.count();
    setText(received, NUMBER.format(count.received));
    setText(missing, NUMBER.format(count.missing));
    setText(twice, NUMBER.format(count.twice));
    const good = count.missing === 0 && count.twice === 0 && count.late === 0;
    const state = count.received === 0 ? 'none' : good ? 'good' : 'bad';
    if (verdict.dataset['state'] !== state) verdictIcon.replaceChildren(...VERDICT_ICONS[state].map(icon));
    verdict.dataset['state'] = state;
    setText(verdictText, verdictWords(good, count.received, count.lastSeq, count.resyncs));
  };
}

function verdictWords(good: boolean, received: number, lastSeq: number, resyncs: number): string {
  if (received === 0) return 'Waiting for the first event.';
  const anew =
    resyncs === 0 ? '' : ` The server lost its memory ${resyncs === 1 ? 'once' : `${resyncs} times`}; counted anew.`;
  const newest = `The newest is number ${NUMBER.format(lastSeq)}.`;
  return good ? `Every event once and in order. ${newest}${anew}` : `Something went wrong. ${newest}${anew}`;
}
