/** Shows the page's own count, and says in one sentence whether the promise holds. */
import { el, setText } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';
import type { Proof } from './proof.ts';

const VERDICT_ICONS: Readonly<Record<'none' | 'good' | 'bad', readonly IconName[]>> = {
  none: [],
  good: ['check'],
  bad: ['cross'],
};
const NUMBER = new Intl.NumberFormat('en');

/** Fills `host` with the count and `verdict` with the sentence; gives what draws them anew. */
export function createProofView(proof: Proof, host: HTMLElement, verdict: HTMLElement): () => void {
  const tile = (label: string): HTMLElement => {
    const value = el('dd', {}, '0');
    host.append(el('div', { class: 'tile' }, el('dt', {}, label), value));
    return value;
  };
  const received = tile('Received');
  const missing = tile('Missing');
  const twice = tile('Twice');
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

/** For the bar, where room is short. */
export function proofWords(proof: Proof): string {
  const { received, missing, twice } = proof.count();
  return `${received === 1 ? 'one change' : `${NUMBER.format(received)} changes`}, ${missing} missing, ${twice} twice`;
}

function verdictWords(good: boolean, received: number, lastSeq: number, resyncs: number): string {
  if (received === 0) return 'Waiting for the first change of a purchase.';
  const anew =
    resyncs === 0 ? '' : ` The server lost its memory ${resyncs === 1 ? 'once' : `${resyncs} times`}; counted anew.`;
  const newest = `The newest is number ${NUMBER.format(lastSeq)}.`;
  return good ? `Every change once and in order. ${newest}${anew}` : `Something went wrong. ${newest}${anew}`;
}
