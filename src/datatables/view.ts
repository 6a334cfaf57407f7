import { rowById, type Table } from './table-api.ts';

type Field = HTMLElement &
  Partial<Pick<HTMLInputElement, 'value' | 'defaultValue' | 'selectionStart' | 'selectionEnd'>>;

/** Remembers what a draw takes away from a user: focus, what is typed, and scroll. The function it gives puts it back. */
export function keepView(table: Table, withScroll = true): () => void {
  const restoreFocus = keepFocus(table);
  const restoreScroll = withScroll ? keepScroll(table.table().node()) : undefined;
  return () => {
    restoreFocus?.();
    restoreScroll?.();
  };
}

/** Ids of the rows that carry the class `selected`, on whatever page. Rows without an id cannot be found again. */
export function selectedIds(table: Table): string[] {
  return table
    .rows('.selected')
    .nodes()
    .toArray()
    .flatMap(({ id }) => id || []);
}

/** A draw makes new rows, so an element is found again by the id of its row and its place in it. */
function keepFocus(table: Table): (() => void) | undefined {
  const body = table.table().body();
  const root = body.getRootNode() as Document | ShadowRoot;
  const active = root.activeElement as Field | null;
  const row = body.contains(active) ? active?.closest('tr') : null;
  if (!active || !row) return undefined;
  const place = elementsOf(row).indexOf(active);
  const { value, defaultValue, selectionStart, selectionEnd } = active;
  return () => {
    const again = elementsOf(rowById(table, row.id)?.node())[place] as Field | undefined;
    const now = root.activeElement;
    // The page may have put another thing into this place, or the focus elsewhere.
    if (!again?.isConnected || again.tagName !== active.tagName || (now && now !== again && now.tagName !== 'BODY'))
      return;
    if (again !== active && typeof defaultValue === 'string' && value !== defaultValue) again.value = value as string;
    again.focus({ preventScroll: true });
    if (typeof selectionStart === 'number' && again.value === value)
      (again as HTMLInputElement).setSelectionRange(selectionStart, selectionEnd ?? selectionStart);
  };
}

function elementsOf(row: Element | null | undefined): Element[] {
  return row ? [row, ...row.querySelectorAll('*')] : [];
}

/** Of the table's own scrolling body, of whatever it stands in, and of the page. */
function keepScroll(table: Element): () => void {
  const places: (readonly [element: Element, left: number, top: number])[] = [];
  for (let element: Element | null = table; element; element = element.parentElement) {
    const { scrollLeft, scrollTop } = element;
    if (scrollLeft || scrollTop) places.push([element, scrollLeft, scrollTop]);
  }
  return () => {
    for (const [element, left, top] of places) {
      if (element.scrollLeft !== left) element.scrollLeft = left;
      if (element.scrollTop !== top) element.scrollTop = top;
    }
  };
}
