/** One purchase in detail: its facts, who watches it, and what has been said about it. */
import type {
  CommentAnswer,
  PurchaseDetail,
  PurchaseKind,
  PurchaseRow,
  WatchersAnswer,
} from '../../shared/purchases.ts';
import { createRefresher } from '../connection/refresher.ts';
import type { PageClient } from '../connection/page-client.ts';
import { byId, el, setText } from '../dom/dom.ts';
import { type Api, errorSentence } from '../session/api.ts';
import type { Session } from '../session/session.ts';
import { moment, number, rupiah } from '../words/formats.ts';
import type { StatusMenu } from './status-menu.ts';

/** What the dialog needs. */
export interface DetailDeps {
  readonly api: Api;
  readonly client: PageClient;
  readonly session: Session;
  readonly menu: StatusMenu;
}

/** The dialog. */
export interface Detail {
  open(kind: PurchaseKind, row: PurchaseRow): void;
}

/** Wires `#detail`, closed. */
export function createDetail({ api, client, session, menu }: DetailDeps): Detail {
  const dialog = byId('detail') as HTMLDialogElement;
  const title = byId('detail-title');
  const facts = byId('detail-facts');
  const watchers = byId('detail-watchers');
  const watch = byId('detail-watch') as HTMLButtonElement;
  const comments = byId('detail-comments');
  const form = byId('detail-form') as HTMLFormElement;
  const text = byId('detail-text') as HTMLTextAreaElement;
  const told = byId('detail-told');
  let shown: { readonly kind: PurchaseKind; readonly id: number } | undefined;
  let isWatching = false;

  const path = (): string => `/api/purchases/${shown?.kind}/${shown?.id}`;
  const attempt = (action: () => Promise<void>): void => {
    setText(told, '');
    action().catch((error: unknown) => setText(told, errorSentence(error)));
  };

  const load = createRefresher(async () => {
    const asked = shown;
    if (asked === undefined) return;
    const detail = await api.get<PurchaseDetail>(path());
    if (asked === shown) draw(asked.kind, detail);
  });
  const drawWatchers = ({ watchers: people }: WatchersAnswer): void => {
    isWatching = people.some(({ userId }) => userId === session.user.id);
    setText(watchers, people.length === 0 ? 'Nobody watches it.' : people.map(({ name }) => name).join(', '));
    setText(watch, isWatching ? 'Stop watching' : 'Watch it');
  };
  const draw = (kind: PurchaseKind, { purchase, comments: said, watchers: people }: PurchaseDetail): void => {
    setText(title, `${purchase.number}: ${purchase.item}`);
    // Under an open menu nothing is exchanged.
    if (!menu.isOpenIn(facts)) facts.replaceChildren(...factRows(purchase, menu.button(kind, purchase)));
    drawWatchers({ watchers: people });
    comments.replaceChildren(...said.map(commentLine));
    if (said.length === 0) comments.append(el('li', { class: 'empty' }, 'No comments yet.'));
  };

  watch.addEventListener('click', () =>
    attempt(async () => {
      const method = isWatching ? 'DELETE' : 'PUT';
      drawWatchers(await api.send<WatchersAnswer>(method, `${path()}/watchers/${session.user.id}`));
    }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === '') return;
    attempt(async () => {
      const { dispatch } = await api.send<CommentAnswer>('POST', `${path()}/comments`, { text: words });
      text.value = '';
      const people = dispatch.recipients === 1 ? 'one person was told' : `${dispatch.recipients} people were told`;
      setText(told, dispatch.error === null ? `Saved; ${people}.` : `Saved, but nobody was told: ${dispatch.error}`);
      load();
    });
  });
  dialog.addEventListener('close', () => {
    shown = undefined;
  });
  // A press beside the dialog is a press on the dialog element itself.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  byId('detail-close').addEventListener('click', () => dialog.close());
  client.onAny(({ data }) => {
    if (shown !== undefined && 'batch_id' in data && data.batch_id === shown.id) load();
  });

  return {
    open: (kind, row) => {
      shown = { kind, id: row.id };
      setText(told, '');
      text.value = '';
      setText(title, `${row.number}: ${row.item}`);
      facts.replaceChildren(...factRows(row, menu.button(kind, row)));
      setText(watchers, '…');
      comments.replaceChildren();
      dialog.showModal();
      load();
    },
  };
}

function factRows(row: PurchaseRow, status: HTMLElement): HTMLElement[] {
  const facts: readonly (readonly [string, string | Node])[] = [
    ['Status', status],
    ['Farm', row.farm],
    ['Vendor', row.vendor],
    ['Quantity', `${number(row.quantity)} ${row.unit}`],
    ['Amount', rupiah(row.amount)],
    ['Requested by', row.requestedBy],
    ['Changed', `${moment(row.updatedAt)} by ${row.updatedBy}`],
  ];
  return facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)));
}

function commentLine({ author, text, createdAt }: PurchaseDetail['comments'][number]): HTMLElement {
  return el(
    'li',
    {},
    el('p', { class: 'comment-text' }, text),
    el('p', { class: 'meta' }, `${author}, `, el('time', { datetime: createdAt }, moment(createdAt))),
  );
}
