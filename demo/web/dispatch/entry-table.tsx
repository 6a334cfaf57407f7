import { useId } from 'react';
import type { DispatchEntry, DispatchStatus } from '../../shared/dispatch.ts';
import { moment } from '../words/formats.ts';
import { KIND_WORDS } from '../words/status-words.ts';
import { TYPE_WORDS } from './figures.tsx';

const STATUS: Readonly<Record<DispatchStatus, string>> = { pending: 'pending', completed: 'told', failed: 'failed' };

/** What a table of dispatches needs. */
export interface EntryTableProps {
  readonly title: string;
  /** Shown when there are none. */
  readonly none: string;
  readonly entries: readonly DispatchEntry[];
  /** Tries a failed one again. */
  readonly retry?: (entry: DispatchEntry) => Promise<void>;
}

/** Dispatches, one a row. */
export function EntryTable({ title, none, entries, retry }: EntryTableProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {entries.length === 0 && <p>{none}</p>}
      </div>
      {entries.length > 0 && (
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">Purchase</th>
              <th scope="col">By</th>
              <th scope="col">Told</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.dispatchId}>
                <td>
                  <time dateTime={entry.createdAt}>{moment(entry.createdAt)}</time>
                </td>
                <td>{TYPE_WORDS[entry.type]}</td>
                <td>
                  {KIND_WORDS[entry.kind]} {entry.batch_id}
                </td>
                <td>{entry.actor}</td>
                <td>{entry.recipients === 1 ? '1 person' : `${entry.recipients} people`}</td>
                <td>
                  <span className="pill" data-outcome={entry.status}>
                    {STATUS[entry.status]}
                  </span>{' '}
                  {entry.error}
                  {retry && (
                    <button type="button" className="button button-small" onClick={() => void retry(entry)}>
                      Try again
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
