/** One of the three tables: paged, searched and ordered by the server, and reloaded in place when anybody changes it. */
import DataTable from 'datatables.net';
import { bindDataTable, type DataTableBinding } from 'holdfast/datatables';
import type { PurchaseKind, PurchaseRow, PurchaseStatusChanged } from '../../shared/purchases.ts';
import type { PageClient } from '../connection/page-client.ts';
import { el } from '../dom/dom.ts';
import type { Api } from '../session/api.ts';
import { moment, number, rupiah } from '../words/formats.ts';
import { KIND_WORDS } from '../words/status-words.ts';
import type { StatusMenu } from './status-menu.ts';
import { TableRequest, toQuery } from './table-request.ts';

/** What a table needs. */
export interface TableDeps {
  readonly api: Api;
  readonly client: PageClient;
  readonly menu: StatusMenu;
  readonly openDetail: (kind: PurchaseKind, row: PurchaseRow) => void;
}

/** How long a row is marked that has just been changed. */
const FRESH_MS = 4_000;

/** Fills `#<kind>` and keeps it up to date. */
export function createPurchaseTable(kind: PurchaseKind, deps: TableDeps): DataTableBinding {
  const { api, client, menu } = deps;
  const element = document.querySelector<HTMLTableElement>(`#${kind}`);
  if (element === null) throw new Error(`There is no table #${kind}.`);
  const heading = element.previousElementSibling as HTMLElement;
  /** When purchases changed, by id. */
  const changedAt = new Map<number, number>();
  client.on(`${kind}_purchase_status_changed`, ({ batch_id: id }: PurchaseStatusChanged) => {
    changedAt.set(id, Date.now());
  });

  // The table asks for its first page while it is made, before there is anything to bind.
  const bound: { binding?: DataTableBinding } = {};
  const table = new DataTable(element, {
    serverSide: true,
    processing: true,
    ajax: (question: object, done: (answer: unknown) => void) => ask(question, done),
    rowId: 'id',
    order: [],
    pageLength: 5,
    lengthMenu: [5, 10, 25],
    autoWidth: false,
    layout: { topStart: () => heading, topEnd: ['pageLength', 'search'] },
    language: {
      search: 'Search',
      lengthMenu: '_MENU_ a page',
      info: '_START_ to _END_ of _TOTAL_',
      infoEmpty: 'None',
      infoFiltered: '(out of _MAX_)',
      zeroRecords: 'Nothing matches the search.',
      processing: 'Loading…',
    },
    columns: columns(kind, deps),
    createdRow: (row: Node, data: unknown) => {
      const at = changedAt.get((data as PurchaseRow).id) ?? 0;
      if (Date.now() - at < FRESH_MS) (row as HTMLElement).classList.add('row-changed');
    },
  });

  // DataTables calls all of them the same.
  element.closest('.dt-container')?.querySelector('nav')?.setAttribute('aria-label', `Pages of ${KIND_WORDS[kind]}`);

  const binding = bindDataTable(client, table, {
    events: [`${kind}_purchase_status_changed`],
    // A row must not vanish under an open menu.
    hold: () => menu.isOpenIn(element),
    fallback: { className: 'button button-alert', message: 'This table could not be brought up to date.' },
  });

  bound.binding = binding;

  function ask(question: object, done: (answer: unknown) => void): TableRequest {
    const request = new TableRequest(api, `/api/purchases/${kind}?${toQuery(question)}`, done);
    const isOurs = bound.binding?.state.phase === 'loading';
    // What the binding asks for it looks after itself; of what a person asked for it shows the same button.
    request.addEventListener('error', () => !isOurs && bound.binding?.reload());
    return request;
  }
  return binding;
}

function columns(kind: PurchaseKind, { menu, openDetail }: TableDeps): object[] {
  const text = DataTable.render.text();
  return [
    {
      data: 'number',
      title: 'Number',
      className: 'cell-number',
      render: (_: unknown, type: string, row: PurchaseRow) =>
        type === 'display' ? numberButton(row, () => openDetail(kind, row)) : row.number,
    },
    {
      data: 'item',
      title: 'Item',
      className: 'cell-item',
      render: (_: unknown, type: string, row: PurchaseRow) => (type === 'display' ? itemWords(row) : row.item),
    },
    { data: 'farm', title: 'Farm', className: 'cell-farm', render: text },
    {
      data: 'amount',
      title: 'Amount',
      className: 'cell-amount',
      render: (_: unknown, type: string, row: PurchaseRow) =>
        type === 'display' ? el('span', {}, rupiah(row.amount)) : row.amount,
    },
    {
      data: 'status',
      title: 'Status',
      className: 'cell-status',
      render: (_: unknown, type: string, row: PurchaseRow) =>
        type === 'display' ? menu.button(kind, row) : row.status,
    },
    {
      data: 'updatedAt',
      title: 'Changed',
      className: 'cell-changed',
      render: (_: unknown, type: string, row: PurchaseRow) => (type === 'display' ? changedWords(row) : row.updatedAt),
    },
  ];
}

function numberButton(row: PurchaseRow, open: () => void): HTMLElement {
  const button = el('button', { type: 'button', class: 'link' }, row.number);
  button.addEventListener('click', open);
  return button;
}

function itemWords({ item, quantity, unit, vendor }: PurchaseRow): HTMLElement {
  return el(
    'div',
    {},
    el('span', {}, item),
    el('span', { class: 'cell-more' }, `${number(quantity)} ${unit}, ${vendor}`),
  );
}

function changedWords({ updatedAt, updatedBy }: PurchaseRow): HTMLElement {
  return el(
    'div',
    {},
    el('time', { datetime: updatedAt }, moment(updatedAt)),
    el('span', { class: 'cell-more' }, updatedBy),
  );
}
