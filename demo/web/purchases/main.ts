/** The purchases page: three tables, the notices of what others did, and one purchase in detail. */
import { PURCHASE_KINDS } from '../../shared/purchases.ts';
import { byId } from '../dom/dom.ts';
import { startPage } from '../page.ts';
import { createDetail } from './detail.ts';
import { createNotices } from './notices.ts';
import { createPurchaseTable } from './purchase-table.ts';
import { createStatusMenu } from './status-menu.ts';

const page = await startPage('purchases');
const { api, client, session } = page;
const notices = createNotices(byId('notices'));
const menu = createStatusMenu(api);
const detail = createDetail({ api, client, session, menu });

for (const kind of PURCHASE_KINDS) {
  const binding = createPurchaseTable(kind, { api, client, menu, openDetail: detail.open });
  page.onGap(() => binding.reload());
  client.on(`${kind}_purchase_status_changed`, (change) => {
    if (change.changed_by_id !== session.user.id) notices.tell(kind, change);
  });
}
client.connect();
