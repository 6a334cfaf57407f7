import type { Platform } from '../platform/platform.ts';
import type { Attempt } from './attempt.ts';
import type { FallbackOptions, ResolvedOptions } from './options.ts';
import type { Table } from './table-api.ts';
import type { ReloadFailure } from './table-link.ts';
import { focusedIn } from './view.ts';

/** What is shown while the latest reload has failed. */
export interface Fallback {
  /** Shows it, or says once more that a reload has failed. */
  show(table: Table, failure: ReloadFailure, status: number | undefined): void;
  /** A reload is out. */
  busy(): void;
  /** Takes it away: after a good reload, or for good, and then nothing is left. */
  hide(forGood?: boolean): void;
}

/** @param wanted - As the page wants it: words for the button, its own function, or nothing. */
export function createFallback(
  { fallback, platform }: ResolvedOptions,
  attempt: Attempt,
  reload: () => void,
): Fallback {
  if (typeof fallback === 'object') return createButton(fallback, platform.defer, reload);
  let takeAway: (() => void) | undefined;
  return {
    show(table, failure, status) {
      if (fallback)
        takeAway ??=
          attempt(() => fallback({ failure, status, container: table.table().container(), reload })) || (() => {});
    },
    busy() {},
    hide() {
      const take = takeAway;
      takeAway = undefined;
      attempt(() => take?.());
    },
  };
}

/**
 * A real button with a message that is announced (SPEC T5). It looks as the page says: nothing but `className` is styled.
 */
function createButton(
  { text, message, busyMessage, className }: Required<FallbackOptions>,
  defer: Platform['defer'],
  reload: () => void,
): Fallback {
  let box: HTMLElement | undefined;
  let status: HTMLElement;
  let node: HTMLTableElement;
  let said: string;
  let undoFocus: (() => void) | undefined;

  // Screen readers announce what changes in a status they know, not what it comes with.
  const say = (words: string): void => {
    said = words;
    defer(() => (status.textContent = said));
  };

  return {
    show(table) {
      const container = table.table().container();
      node = table.table().node();
      if (!box) {
        const id = `${node.id}-holdfast-status`;
        status = make('span', { id });
        status.setAttribute('role', 'status');
        const button = make('button', { type: 'button', className, textContent: text, onclick: reload });
        button.setAttribute('aria-describedby', id);
        box = make('div', {});
        box.append(status, ' ', button);
      }
      if (box.nextSibling !== container) container.before(box);
      say(message);
    },
    busy() {
      if (box) say(busyMessage);
    },
    hide(forGood) {
      const hadFocus = box && focusedIn(box);
      box?.remove();
      box = undefined;
      if (forGood) undoFocus?.();
      else if (hadFocus) undoFocus = focusOn(node);
    },
  };
}

function make<Name extends 'button' | 'div' | 'span'>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

/** A table takes the focus only when it is told that it may; it is told so for as long as it has it. */
function focusOn(table: HTMLElement): (() => void) | undefined {
  let undo: (() => void) | undefined;
  if (!table.hasAttribute('tabindex')) {
    undo = () => {
      table.removeEventListener('blur', undo as () => void);
      table.removeAttribute('tabindex');
    };
    table.tabIndex = -1;
    table.addEventListener('blur', undo);
  }
  table.focus({ preventScroll: true });
  return undo;
}
