/** Purchases over HTTP. */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import {
  PURCHASE_KINDS,
  PURCHASE_STATUSES,
  type PurchaseDetail,
  type PurchaseKind,
  type PurchaseRow,
} from '../../shared/purchases.ts';
import type { People } from '../accounts/people.ts';
import { readBody, text } from '../http/body.ts';
import type { Writer } from '../http/idempotency.ts';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import type { Comments } from './comments.ts';
import type { PurchaseTable } from './purchase-table.ts';
import type { StatusChanger } from './status-change.ts';
import { readTableQuery } from './table-query.ts';
import type { Watchers } from './watchers.ts';

/** What purchases are made of. */
export interface PurchaseParts {
  readonly table: PurchaseTable;
  readonly statuses: StatusChanger;
  readonly comments: Comments;
  readonly watchers: Watchers;
  readonly people: People;
  readonly writer: Writer;
}

const STATUS = v.object({
  status: v.picklist(PURCHASE_STATUSES, `must be one of ${PURCHASE_STATUSES.join(', ')}`),
});
const COMMENT = v.object({ text: text(2_000) });
const COMMENTS_SHOWN = 100;
const ONE = '/:kind/:id{[0-9]{1,15}}';

/** `/:kind` and what is below. */
export function purchaseRoutes(parts: PurchaseParts): Hono<DemoEnv> {
  const { table, statuses, comments, watchers, writer } = parts;
  const routes = new Hono<DemoEnv>();
  const find = (c: Context<DemoEnv>): { readonly kind: PurchaseKind; readonly purchase: PurchaseRow } => {
    const kind = kindOf(c);
    const purchase = table.find(kind, Number(c.req.param('id')))?.row;
    if (purchase === undefined) throw new Refusal(404, `There is no ${kind} purchase ${c.req.param('id')}.`);
    return { kind, purchase };
  };

  routes.get('/:kind', (c) => c.json(table.page(kindOf(c), readTableQuery(new URL(c.req.url).searchParams))));

  routes.get(ONE, (c) => {
    const { purchase } = find(c);
    const detail: PurchaseDetail = {
      purchase,
      comments: comments.of(purchase.id, COMMENTS_SHOWN),
      watchers: watchers.of(purchase.id),
    };
    return c.json(detail);
  });

  routes.patch(ONE, async (c) => {
    const body = await readBody(c, STATUS);
    const { user: actor } = c.get('who');
    return writer.once(c, body, (key) => {
      const { kind, purchase } = find(c);
      return { status: 200, body: statuses.change({ actor, kind, id: purchase.id, status: body.status, key }) };
    });
  });

  routes.post(`${ONE}/comments`, async (c) => {
    const body = await readBody(c, COMMENT);
    const { user: actor } = c.get('who');
    return writer.once(c, body, (key) => {
      const { kind, purchase } = find(c);
      const { answer, isNew } = comments.add({ actor, kind, purchaseId: purchase.id, text: body.text, key });
      return { status: isNew ? 201 : 200, body: answer };
    });
  });

  routes.get(`${ONE}/watchers`, (c) => c.json({ watchers: watchers.of(find(c).purchase.id) }));
  routes.put(`${ONE}/watchers/:userId`, (c) =>
    writer.once(c, null, () => {
      const { purchase } = find(c);
      watchers.add(purchase.id, watcherOf(c, parts.people));
      return { status: 200, body: { watchers: watchers.of(purchase.id) } };
    }),
  );
  routes.delete(`${ONE}/watchers/:userId`, (c) =>
    writer.once(c, null, () => {
      const { purchase } = find(c);
      watchers.remove(purchase.id, watcherOf(c, parts.people));
      return { status: 200, body: { watchers: watchers.of(purchase.id) } };
    }),
  );
  return routes;
}

function kindOf(c: Context<DemoEnv>): PurchaseKind {
  const asked = c.req.param('kind');
  const kind = PURCHASE_KINDS.find((one) => one === asked);
  if (kind === undefined) throw new Refusal(404, `There is no such table; there are ${PURCHASE_KINDS.join(', ')}.`);
  return kind;
}

/** People decide for themselves what they watch; an admin decides for anybody. */
function watcherOf(c: Context<DemoEnv>, people: People): string {
  const { user } = c.get('who');
  const asked = c.req.param('userId') ?? '';
  if (asked !== user.id && user.role !== 'admin') throw new Refusal(403, 'Only an admin chooses for somebody else.');
  if (people.find(asked) === undefined) throw new Refusal(404, 'There is no such person.');
  return asked;
}
