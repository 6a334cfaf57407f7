import type { Platform } from '../platform/platform.ts';
import type { FallbackFacts, FallbackFunction, FallbackOptions } from './options.ts';

/** What is shown while the latest reload has failed. */
export interface Fallback {
  /** Shows it, or says once more that a reload has failed. */
  show(facts: FallbackFacts, table: HTMLTableElement): void;
  /** A reload is out. */
  busy(): void;
  /** Takes it away after a good reload. */
  hide(): void;
  /** Leaves nothing. */
  dispose(): void;
}

/** @param wanted - As the page wants it: words for the button, its own function, or nothing. */
export function createFallback(
  wanted: FallbackOptions | FallbackFunction | false,
  platform: Pick<Platform, 'defer' | 'reportError'>,
): Fallback {
  if (typeof wanted === 'object') return createButton(wanted, platform.defer);
  return createOwn(wanted || (() => {}), platform.reportError);
}

function createOwn(show: FallbackFunction, reportError: (error: unknown) => void): Fallback {
  let shown = false;
  let hide: (() => void) | void;
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      reportError(error);
    }
  };
  const takeAway = (): void => {
    const take = hide;
    shown = false;
    hide = undefined;
    if (take) attempt(take);
  };
  return {
    show(facts) {
      if (shown) return;
      shown = true;
      attempt(() => void (hide = show(facts)));
    },
    busy() {},
    hide: takeAway,
    dispose: takeAway,
  };
}

/**
 * A real button with a message that is announced (SPEC T5). It looks as the page says: nothing but `className` is styled.
 */
function createButton(
  {
    text = 'Reload table',
    message = 'The table could not be updated.',
    busyMessage = 'Updating the table…',
    className = 'holdfast-reload',
  }: FallbackOptions,
  defer: (callback: () => void) => void,
): Fallback {
  let box: HTMLElement | undefined;
  let status: HTMLElement;
  let table: HTMLTableElement;
  let said = '';
  let undoFocus: (() => void) | undefined;

  // Screen readers announce what changes in a status they know, not what it comes with.
  const say = (words: string): void => {
    said = words;
    defer(() => {
      if (box && said === words) status.textContent = words;
    });
  };

  const build = (onPress: () => void): HTMLElement => {
    const { ownerDocument } = table;
    status = ownerDocument.createElement('span');
    status.setAttribute('role', 'status');
    status.id = `${table.id}-holdfast-status`;
    const button = ownerDocument.createElement('button');
    button.type = 'button';
    button.className = className;
    button.textContent = text;
    button.setAttribute('aria-describedby', status.id);
    button.addEventListener('click', onPress);
    const made = ownerDocument.createElement('div');
    made.append(status, ' ', button);
    return made;
  };

  const remove = (): void => {
    box?.remove();
    box = undefined;
  };

  return {
    show({ container, reload }, node) {
      table = node;
      box ??= build(reload);
      if (box.nextSibling !== container) container.before(box);
      say(message);
    },
    busy() {
      if (box) say(busyMessage);
    },
    hide() {
      const hadFocus = box?.contains((box.getRootNode() as Document | ShadowRoot).activeElement);
      remove();
      if (hadFocus) undoFocus = focusOn(table);
    },
    dispose() {
      remove();
      undoFocus?.();
    },
  };
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
