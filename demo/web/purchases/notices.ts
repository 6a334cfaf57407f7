/**
 * Tells what others did: one notice for each table, which gathers what comes before it is dismissed. So a burst is as
 * readable as a single change, nothing is told twice, and no notice runs away while it is read.
 */
import { PURCHASE_KINDS, type PurchaseKind, type PurchaseStatusChanged } from '../../shared/purchases.ts';
import { el, setText } from '../dom/dom.ts';
import { icon } from '../dom/icons.ts';
import { timeOfDay } from '../words/formats.ts';
import { KIND_WORDS, STATUS_WORDS } from '../words/status-words.ts';

/** The notices. */
export interface Notices {
  tell(kind: PurchaseKind, change: PurchaseStatusChanged): void;
}

/** Lines one sees at once; the rest is folded away. */
const OPEN_LINES = 2;
/** Lines kept in one notice. */
const KEPT_LINES = 200;

/** Fills `host`. */
export function createNotices(host: HTMLElement): Notices {
  const cards = new Map(PURCHASE_KINDS.map((kind) => [kind, createCard(kind, () => settle())]));
  const quiet = el('p', { class: 'notices-none' }, 'Nothing new. What others change appears here.');
  const list = el('div', { class: 'notice-list', role: 'status', 'aria-live': 'polite', 'aria-relevant': 'additions' });
  list.append(...[...cards.values()].map(({ element }) => element));
  host.append(quiet, list);

  const settle = (): void => {
    quiet.hidden = [...cards.values()].some(({ element }) => !element.hidden);
  };
  return {
    tell: (kind, change) => {
      cards.get(kind)?.add(change);
      settle();
    },
  };
}

interface Card {
  readonly element: HTMLElement;
  readonly add: (change: PurchaseStatusChanged) => void;
}

function createCard(kind: PurchaseKind, onDismiss: () => void): Card {
  let count = 0;
  let folded = true;
  const title = el('h3', { tabindex: '-1' });
  const lines = el('ol', { class: 'notice-lines', 'data-folded': '', 'aria-label': KIND_WORDS[kind] });
  const more = el('button', { type: 'button', class: 'link notice-more', hidden: '', 'aria-expanded': 'false' });
  const dismiss = el('button', { type: 'button', class: 'button button-icon' }, icon('cross'));
  dismiss.append(el('span', { class: 'visually-hidden' }, `Dismiss: ${KIND_WORDS[kind]}`));
  const element = el('section', { class: 'notice', 'data-kind': kind, hidden: '' }, title, dismiss, lines, more);

  const draw = (): void => {
    setText(title, `${KIND_WORDS[kind]}: ${count === 1 ? 'one change' : `${count} changes`}`);
    more.hidden = lines.childElementCount <= OPEN_LINES;
    lines.toggleAttribute('data-folded', folded);
    // Unfolded it scrolls, and must do so by keyboard.
    if (folded) lines.removeAttribute('tabindex');
    else lines.setAttribute('tabindex', '0');
    more.setAttribute('aria-expanded', String(!folded));
    setText(more, folded ? `Show all ${lines.childElementCount}` : 'Show fewer');
  };
  more.addEventListener('click', () => {
    folded = !folded;
    draw();
  });
  dismiss.addEventListener('click', () => {
    // The focus must not fall back to the top of the page.
    const next = [...document.querySelectorAll<HTMLElement>('.notice:not([hidden]) .button-icon')].find(
      (button) => button !== dismiss,
    );
    count = 0;
    folded = true;
    lines.replaceChildren();
    element.hidden = true;
    (next ?? document.querySelector<HTMLElement>('#notices-title'))?.focus();
    onDismiss();
  });

  return {
    element,
    add: (change) => {
      count += 1;
      lines.prepend(line(change));
      while (lines.childElementCount > KEPT_LINES) lines.lastElementChild?.remove();
      element.hidden = false;
      draw();
    },
  };
}

function line({
  seq,
  number,
  item,
  old_status,
  new_status,
  changed_by,
  changed_at,
}: PurchaseStatusChanged): HTMLElement {
  return el(
    'li',
    { 'data-seq': String(seq) },
    el(
      'p',
      {},
      el('strong', {}, number),
      el('span', { class: 'notice-from' }, ` went from ${STATUS_WORDS[old_status]} to`),
      ' ',
      el('span', { class: 'pill', 'data-status': new_status }, STATUS_WORDS[new_status]),
    ),
    el('p', { class: 'meta' }, `${item}. ${changed_by}, `, el('time', { datetime: changed_at }, timeOfDay(changed_at))),
  );
}
