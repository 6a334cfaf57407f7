import { type FormEvent, useState } from 'react';
import type { SpendingRequest, SpendingStatus } from '../../shared/spending.ts';
import { type Api, errorSentence } from '../session/api.ts';
import { rupiah } from '../words/formats.ts';

const AMOUNTS = [5_000_000, 50_000_000, 250_000_000];

/** Buys something out of hand, so that the figures move: here and in every other window of this person. */
export function SpendForm({ api }: { readonly api: Api }) {
  const [amount, setAmount] = useState('50000000');
  const [note, setNote] = useState('Spare parts for the feed mill');
  const [told, setTold] = useState('');

  const spend = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const request: SpendingRequest = { amount: Number(amount), note: note.trim() };
    try {
      await api.send<SpendingStatus>('POST', '/api/periode-limit/spendings', request);
      setTold(`${rupiah(request.amount)} spent.`);
    } catch (error) {
      setTold(errorSentence(error));
    }
  };
  return (
    <section className="card" aria-labelledby="spend-title">
      <div className="card-head">
        <h2 id="spend-title">Spend something</h2>
        <p>Your other windows hear of it at once. A purchase that is confirmed counts as well.</p>
      </div>
      <form className="form" onSubmit={(event) => void spend(event)}>
        <label>
          Amount in rupiah
          <input
            type="number"
            min={1}
            max={10_000_000_000}
            step={1}
            required
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </label>
        <div className="form-quick" role="group" aria-label="Common amounts">
          {AMOUNTS.map((one) => (
            <button key={one} type="button" className="button button-small" onClick={() => setAmount(String(one))}>
              {rupiah(one)}
            </button>
          ))}
        </div>
        <label>
          What for
          <input type="text" maxLength={200} required value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <div className="form-end">
          <button type="submit" className="button button-main">
            Spend it
          </button>
          <p className="told" role="status">
            {told}
          </p>
        </div>
      </form>
    </section>
  );
}
