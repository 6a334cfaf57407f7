import type { DispatchReport, DispatchType } from '../../shared/dispatch.ts';
import { Icon } from '../dom/icon.tsx';
import { number } from '../words/formats.ts';

/** What happened, in words. */
export const TYPE_WORDS: Readonly<Record<DispatchType, string>> = {
  comment_added: 'Comment added',
  status_changed: 'Status changed',
};

/** The four answers of the report at a glance. */
export function Figures({ report }: { readonly report: DispatchReport }) {
  const { failedLastHour: failed, pendingOverFiveMinutes: pending, duplicates, byType } = report;
  const isGood = failed.length + pending.length + duplicates.length === 0;
  return (
    <section className="card figures" aria-labelledby="figures-title">
      <div className="card-head">
        <h2 id="figures-title">Report</h2>
        <p>Each comment and each change of status is told to the watchers once and whole, or not at all.</p>
      </div>
      <dl className="tiles tiles-3">
        <Tile label="Failed in the last hour" value={failed.length} />
        <Tile label="Pending over five minutes" value={pending.length} />
        <Tile label="Told twice" value={duplicates.length} />
      </dl>
      <p className="verdict" data-state={isGood ? 'good' : 'bad'}>
        <Icon name={isGood ? 'check' : 'cross'} />
        {isGood ? 'Nobody was told twice, and nothing is left half done.' : 'Something needs a look.'}
      </p>
      {byType.length > 0 && (
        <table className="table">
          <caption className="visually-hidden">How long dispatches take</caption>
          <thead>
            <tr>
              <th scope="col">What happened</th>
              <th scope="col">Dispatches</th>
              <th scope="col">Average</th>
              <th scope="col">Longest</th>
            </tr>
          </thead>
          <tbody>
            {byType.map(({ type, count, averageMs, maxMs }) => (
              <tr key={type}>
                <th scope="row">{TYPE_WORDS[type]}</th>
                <td>{number(count)}</td>
                <td>{milliseconds(averageMs)}</td>
                <td>{milliseconds(maxMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Tile({ label, value }: { readonly label: string; readonly value: number }) {
  return (
    <div className="tile">
      <dt>{label}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
