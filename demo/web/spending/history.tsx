import type { SpendingNotification } from '../../shared/spending.ts';
import { rupiah, timeOfDay } from '../words/formats.ts';

/** A notification, and what moved since the one before; `null` for the first. */
export interface HistoryEntry extends SpendingNotification {
  readonly change: number | null;
}

/** What came while the page was open, newest first. */
export function History({ entries }: { readonly entries: readonly HistoryEntry[] }) {
  return (
    <section className="card" aria-labelledby="history-title">
      <div className="card-head">
        <h2 id="history-title">Since you opened this page</h2>
        <p>Each line is a notification of the stream. Nobody else gets yours.</p>
      </div>
      {entries.length === 0 ? (
        <p className="empty">Nothing has moved yet.</p>
      ) : (
        <ol className="history">
          {entries.map(({ timestamp, currentSpending, currentPercentage, isAlert, change }) => (
            <li key={`${timestamp} ${currentSpending}`} data-alert={isAlert || undefined}>
              <time dateTime={timestamp}>{timeOfDay(timestamp)}</time>
              <span className="history-change">{change === null ? '' : signed(change)}</span>
              <span>{rupiah(currentSpending)}</span>
              <span className="history-share">
                {currentPercentage} %{isAlert ? ', alert' : ''}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function signed(change: number): string {
  return change < 0 ? `− ${rupiah(-change)}` : `+ ${rupiah(change)}`;
}
