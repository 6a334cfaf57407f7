/**
 * Changes the status of a purchase in place: a button that shows it, and one menu for all of them. A `<select>` would
 * save with every press of an arrow key.
 */
import {
  PURCHASE_STATUSES,
  type PurchaseKind,
  type PurchaseRow,
  type PurchaseStatus,
  type StatusAnswer,
} from '../../shared/purchases.ts';
import { byId, el, setText } from '../dom/dom.ts';
import { type Api, errorSentence } from '../session/api.ts';
import { STATUS_WORDS } from '../words/status-words.ts';

/** The menu and its buttons. */
export interface StatusMenu {
  /** A button that shows the status of `row` and opens the menu. */
  button(kind: PurchaseKind, row: PurchaseRow): HTMLButtonElement;
  /** Whether the menu is open for something within `element`. */
  isOpenIn(element: Element): boolean;
}

interface Opened {
  readonly button: HTMLButtonElement;
  readonly kind: PurchaseKind;
  readonly row: PurchaseRow;
}

/** One menu, closed. What came of a choice is told in `#told`. */
export function createStatusMenu(api: Api): StatusMenu {
  const told = byId('told');
  let opened: Opened | undefined;
  const items = PURCHASE_STATUSES.map((status) => {
    const item = el(
      'button',
      { type: 'button', role: 'menuitemradio', tabindex: '-1', class: 'menu-item', 'data-status': status },
      STATUS_WORDS[status],
    );
    item.addEventListener('click', () => choose(status));
    return item;
  });
  const menu = el('div', { class: 'status-menu', role: 'menu', popover: 'auto', 'aria-label': 'Status' }, ...items);
  const home = byId('main');
  home.append(menu);

  function choose(status: PurchaseStatus): void {
    const chosen = opened;
    menu.hidePopover();
    if (chosen !== undefined && chosen.row.status !== status) void save(chosen, status);
  }

  async function save({ button, kind, row }: Opened, status: PurchaseStatus): Promise<void> {
    button.setAttribute('aria-busy', 'true');
    try {
      const { purchase } = await api.send<StatusAnswer>('PATCH', `/api/purchases/${kind}/${row.id}`, { status });
      show(button, purchase);
      setText(told, `${purchase.number} is now ${STATUS_WORDS[purchase.status]}.`);
      told.dataset['tone'] = 'good';
    } catch (error) {
      setText(told, `${row.number} was not changed. ${errorSentence(error)}`);
      told.dataset['tone'] = 'bad';
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  function open(at: Opened): void {
    opened = at;
    for (const item of items) item.setAttribute('aria-checked', String(item.dataset['status'] === at.row.status));
    // Within an open dialog, whatever lies outside of it cannot be reached.
    (at.button.closest('dialog') ?? home).append(menu);
    menu.showPopover();
    place(menu, at.button);
    at.button.setAttribute('aria-expanded', 'true');
    items.find((item) => item.getAttribute('aria-checked') === 'true')?.focus();
  }

  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    opened?.button.setAttribute('aria-expanded', 'false');
    opened = undefined;
  });
  menu.addEventListener('keydown', (event) => walk(event, items, () => menu.hidePopover()));
  window.addEventListener('resize', () => opened && menu.hidePopover());

  return {
    isOpenIn: (element) => opened !== undefined && element.contains(opened.button),
    button: (kind, row) => {
      const button = el('button', { type: 'button', class: 'status-button', 'aria-haspopup': 'menu' });
      button.setAttribute('aria-expanded', 'false');
      show(button, row);
      button.addEventListener('click', () => open({ button, kind, row }));
      return button;
    },
  };
}

function show(button: HTMLButtonElement, { status, number }: PurchaseRow): void {
  button.dataset['status'] = status;
  button.replaceChildren(
    STATUS_WORDS[status],
    el('span', { class: 'visually-hidden' }, `: change the status of ${number}`),
  );
}

/** Below the button, or above it where there is no room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = menu;
  const top = at.bottom + 4 + height > window.innerHeight ? Math.max(8, at.top - 4 - height) : at.bottom + 4;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
}

/** Arrow keys, Home and End go through the items; Tab closes. (Escape and a press elsewhere: the browser.) */
function walk(event: KeyboardEvent, items: readonly HTMLElement[], close: () => void): void {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const last = items.length - 1;
  const to: Readonly<Record<string, number>> = {
    ArrowDown: at === last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  const next = to[event.key];
  if (event.key === 'Tab') close();
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}
