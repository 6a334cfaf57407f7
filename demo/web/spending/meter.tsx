import { Icon } from '../dom/icon.tsx';
import { roughRupiah } from '../words/formats.ts';

/** What the meter shows. */
export interface Spent {
  readonly currentSpending: number;
  readonly maxSpending: number;
  readonly currentPercentage: number;
  readonly alertPercentage: number;
  readonly isAlert: boolean;
}

/** How much of the limit is spent, and where the alert begins. */
export function Meter({ spent }: { readonly spent: Spent }) {
  const { currentSpending, maxSpending, currentPercentage, alertPercentage, isAlert } = spent;
  const left = maxSpending - currentSpending;
  const words = isAlert
    ? `Alert: ${currentPercentage} % is spent, the alert begins at ${alertPercentage} %.`
    : `${currentPercentage} % is spent; the alert begins at ${alertPercentage} %.`;
  return (
    <div className="meter" data-alert={isAlert || undefined}>
      <p className="meter-figure">
        <strong>{currentPercentage} %</strong>
        <span>{left >= 0 ? `${roughRupiah(left)} left` : `${roughRupiah(-left)} over the limit`}</span>
      </p>
      <div
        className="meter-track"
        role="meter"
        aria-label="Share of the limit that is spent"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, currentPercentage)}
        aria-valuetext={`${currentPercentage} percent`}
      >
        <div className="meter-bar" style={{ width: `${Math.min(100, currentPercentage)}%` }} />
        <div className="meter-mark" style={{ left: `${alertPercentage}%` }} />
      </div>
      <p className="meter-words" role="status">
        {isAlert && <Icon name="alert" />}
        {words}
      </p>
    </div>
  );
}
