/** The journal: each phase and fault as a line with its time, newest first. */
import { el } from '../dom/dom.ts';
import { timeOfDay } from '../words/formats.ts';
import type { JournalEntry, Recorder } from './recorder.ts';

/** Gives what draws the journal of a client into `list`. Lines that stand already are left alone. */
export function createJournalView(list: HTMLElement): (of: Recorder) => void {
  let shownOf: Recorder | undefined;
  let newest: JournalEntry | undefined;
  return (of) => {
    if (of !== shownOf) {
      list.replaceChildren();
      newest = undefined;
      shownOf = of;
    }
    const from = newest === undefined ? 0 : of.journal.indexOf(newest) + 1;
    const fresh = of.journal.slice(from);
    if (fresh.length === 0) return;
    newest = fresh.at(-1);
    list.prepend(...fresh.toReversed().map(line));
    while (list.childElementCount > of.journal.length) list.lastElementChild?.remove();
  };
}

function line({ at, tone, words }: JournalEntry): HTMLLIElement {
  return el(
    'li',
    { 'data-tone': tone },
    el('time', { datetime: new Date(at).toISOString() }, timeOfDay(at)),
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('span', {}, words),
  );
}
