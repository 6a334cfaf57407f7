/** Whether everybody who should have been told was told, once: the report, and what you were told yourself. */
import { useEffect, useState } from 'react';
import type {
  DispatchEntry,
  DispatchNotification,
  DispatchOutcome,
  DispatchReport,
  NotificationsAnswer,
} from '../../shared/dispatch.ts';
import { NotificationList } from '../header/bell.tsx';
import { useSseEvent } from '../header/hooks.ts';
import { useRefresh } from '../header/use-refresh.ts';
import type { Page } from '../page.ts';
import { errorSentence } from '../session/api.ts';
import { timeOfDay } from '../words/formats.ts';
import { EntryTable } from './entry-table.tsx';
import { Figures } from './figures.tsx';

/** What changes the report is told by the page's stream; its ages grow by themselves. */
const REFRESH_MS = 15_000;

/** The page below the header. */
export function DispatchPage({ page }: { readonly page: Page }) {
  const { api } = page;
  const [report, setReport] = useState<DispatchReport>();
  const [mine, setMine] = useState<readonly DispatchNotification[]>([]);
  const [told, setTold] = useState('');
  const load = useRefresh(async () => {
    try {
      setReport(await api.get<DispatchReport>('/api/dispatch/report'));
      setMine((await api.get<NotificationsAnswer>('/api/notifications?limit=50')).notifications);
      setTold('');
    } catch (error) {
      setTold(errorSentence(error));
    }
  });
  useSseEvent('supply_purchase_status_changed', load);
  useSseEvent('feed_purchase_status_changed', load);
  useSseEvent('livestock_purchase_status_changed', load);
  useSseEvent('dispatch_notification', load);
  useEffect(() => {
    page.onGap(load);
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [page, load]);

  const retry = async ({ dispatchId }: DispatchEntry): Promise<void> => {
    try {
      const outcome = await api.send<DispatchOutcome>('POST', `/api/dispatch/${dispatchId}/retry`);
      setTold(outcome.error ?? `Done: ${outcome.recipients} told.`);
    } catch (error) {
      setTold(errorSentence(error));
    }
    load();
  };
  return (
    <>
      <p className="told" role="status">
        {told}
      </p>
      {report && (
        <div className="dispatch">
          <Figures report={report} />
          <EntryTable
            title="Failed in the last hour"
            none="None. When one recipient cannot be told nobody is, and it can be tried again."
            entries={report.failedLastHour}
            retry={retry}
          />
          <EntryTable
            title="Pending for over five minutes"
            none="None. A dispatch is decided in one transaction, so nothing is left half done."
            entries={report.pendingOverFiveMinutes}
          />
          <section className="card" aria-labelledby="mine-title">
            <div className="card-head">
              <h2 id="mine-title">What you were told</h2>
              <p>Of purchases you watch, the newest 50. Open a purchase to watch it.</p>
            </div>
            {mine.length === 0 && <p className="empty">Nothing yet.</p>}
            {mine.length > 0 && (
              <div className="scroll" tabIndex={0} role="region" aria-label="Newest first">
                <NotificationList notifications={mine} seen={Number.POSITIVE_INFINITY} />
              </div>
            )}
          </section>
          <EntryTable title="The newest dispatches" none="None yet." entries={report.latest} />
          <p className="meta">As of {timeOfDay(report.generatedAt)}.</p>
        </div>
      )}
    </>
  );
}
