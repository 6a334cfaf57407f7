/** What has been spent of this month's limit, kept up to date by a stream of its own. */
import { useSseValue } from 'holdfast/react';
import { useEffect, useState } from 'react';
import type { SpendingHealth, SpendingNotification, SpendingStatus } from '../../shared/spending.ts';
import { LiveChip } from '../connection/live-chip.tsx';
import { useRefresh } from '../header/use-refresh.ts';
import type { Page } from '../page.ts';
import { day, rupiah } from '../words/formats.ts';
import { History, type HistoryEntry } from './history.tsx';
import { Meter } from './meter.tsx';
import { SpendForm } from './spend-form.tsx';
import { useSpendingNotifications } from './use-spending-notifications.ts';

const KEPT = 30;

/** The page below the header. */
export function SpendingPage({ page }: { readonly page: Page }) {
  const { api, session, panel } = page;
  const { data, connected, client } = useSpendingNotifications(session.token);
  const history = useSseValue('notification', { client, initial: NOTHING, reduce: remember });
  const [status, setStatus] = useState<SpendingStatus>();
  const [health, setHealth] = useState<SpendingHealth>();
  const load = useRefresh(async () => {
    setStatus(await api.get<SpendingStatus>('/api/periode-limit/notifications/status'));
    setHealth(await api.get<SpendingHealth>('/api/periode-limit/notifications/health'));
  });

  useEffect(() => panel.watch('Spending', client), [panel, client]);
  // The period and the number of streams are not in the notifications.
  useEffect(load, [load, connected]);
  useEffect(() => client.lifecycle.on('resync', load), [client, load]);

  const spent = data ?? (status && { ...status, maxSpending: status.maxLimit });
  return (
    <div className="spending">
      <section className="card" aria-labelledby="meter-title">
        <div className="card-head card-head-row">
          <div>
            <h2 id="meter-title">This month’s limit</h2>
            <p>{status ? `${day(status.periodeStart)} to ${day(status.periodeEnd)}` : 'Loading…'}</p>
          </div>
          <LiveChip client={client} />
        </div>
        {spent && <Meter spent={spent} />}
        <dl className="facts">
          <div>
            <dt>Spent</dt>
            <dd>{spent ? rupiah(spent.currentSpending) : '…'}</dd>
          </div>
          <div>
            <dt>Limit</dt>
            <dd>{spent ? rupiah(spent.maxSpending) : '…'}</dd>
          </div>
          <div>
            <dt>Your open spending streams</dt>
            <dd>{health ? `${health.connectedClients} of ${health.totalSystemClients} altogether` : '…'}</dd>
          </div>
        </dl>
      </section>
      <SpendForm api={api} />
      <History entries={history} />
    </div>
  );
}

const NOTHING: readonly HistoryEntry[] = [];

/** What a poll repeats is no news. */
function remember(known: readonly HistoryEntry[], notification: SpendingNotification): readonly HistoryEntry[] {
  const last = known[0];
  if (last?.currentSpending === notification.currentSpending) return known;
  const change = last === undefined ? null : notification.currentSpending - last.currentSpending;
  return [{ ...notification, change }, ...known].slice(0, KEPT);
}
