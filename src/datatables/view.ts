import { rowById, type Table } from './table-api.ts';

type Field = HTMLElement &
  Partial<Pick<HTMLInputElement, 'value' | 'defaultValue' | 'selectionStart' | 'selectionEnd' | 'setSelectionRange'>>;

/** Remembers what a draw takes away from a user: focus, what is typed, and scroll. The function it gives puts it back. */
export function keepView(table: Table, withScroll = true): () => void {
  const undo = [keepFocus(table)];
  // Of the table's own scrolling body, of whatever it stands in, and of the page.
  for (let element: Element | null = withScroll ? table.table().node() : null; element; element = element.parentElement)
    undo.push(keepScroll(element, 'scrollLeft'), keepScroll(element, 'scrollTop'));
  return () => {
    for (const restore of undo) restore?.();
  };
}

/** Rows that carry the class `selected`, on whatever page. Rows without an id cannot be found again. */
export interface Selection {
  keep(): void;
  /** To be called at every draw: since DataTables 2 a row has no node before its page is shown. */
  restore(): void;
}

export function keepSelection(table: Table): Selection {
  let ids: string[] = [];
  return {
    keep() {
      for (const { id } of table.rows('.selected').nodes().toArray()) if (id) ids.push(id);
    },
    restore() {
      ids = ids.filter((id) => {
        const row = rowById(table, id);
        const node = row?.node();
        node?.classList.add('selected');
        return row && !node;
      });
    },
  };
}

/** What has the focus, if it is in here. In a shadow tree the document knows no more than its host. */
export function focusedIn(element: Element): Element | null {
  const active = activeIn(element.getRootNode());
  return element.contains(active) ? active : null;
}

function activeIn(root: Node): Element | null {
  return (root as Document | ShadowRoot).activeElement;
}

/** A draw makes new rows, so an element is found again by the id of its row and its place in it. */
function keepFocus(table: Table): (() => void) | undefined {
  const body = table.table().body();
  const root = body.getRootNode();
  const active = focusedIn(body) as Field | null;
  const row = active?.closest('tr');
  if (!active || !row) return undefined;
  const place = elementsOf(row).indexOf(active);
  const { value, defaultValue, selectionStart, selectionEnd } = active;
  return () => {
    const again = elementsOf(rowById(table, row.id)?.node())[place] as Field | undefined;
    const now = activeIn(root);
    // The page may have put another thing into this place, or the focus elsewhere.
    if (!again?.isConnected || again.tagName !== active.tagName || (now && now !== again && now !== document.body))
      return;
    // Only fields have a default: what differs from it was typed.
    if (again !== active && (defaultValue ?? value) !== value) again.value = value as string;
    again.focus({ preventScroll: true });
    if (typeof selectionStart === 'number' && again.value === value)
      again.setSelectionRange?.(selectionStart, selectionEnd as number);
  };
}

function elementsOf(row: Element | null | undefined): Element[] {
  return row ? [row, ...row.querySelectorAll('*')] : [];
}

function keepScroll(element: Element, side: 'scrollLeft' | 'scrollTop'): () => void {
  const place = element[side];
  return () => {
    if (place && element[side] !== place) element[side] = place;
  };
}
