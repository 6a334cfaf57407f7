/** One press of a fault switch, watched until the page is fed again. */
import type { FaultAnswer, FaultName } from '../../shared/faults.ts';
import { HIDDEN_MS } from './fault-texts.ts';
import { playHidden } from './hidden-trial.ts';
import type { Arrival, Proof } from './proof.ts';

/** As `fetch`, with the user's token. */
export type Request = (path: string, init?: RequestInit) => Promise<Response>;

/** How a trial stands. */
export type TrialState =
  | { readonly step: 'asking' | 'waiting'; readonly sinceMs: number }
  | { readonly step: 'refused'; readonly reason: string }
  | {
      readonly step: 'fed';
      readonly afterMs: number;
      readonly by: Arrival['origin'];
      readonly streamAfterMs: number | null;
    };

/** A trial under way or over. */
export interface Trial {
  /** How it stands at `now`; `isOpen` says whether the stream is live. */
  look(now: number, isOpen: boolean): TrialState;
}

/** Makes the fault happen. `onAnswer` is told which faults last now. */
export function startTrial(
  name: FaultName,
  request: Request,
  proof: Proof,
  onAnswer: (answer: FaultAnswer) => void,
): Trial {
  const pressedAt = performance.now();
  let proofSeq: number | undefined;
  let reason: string | undefined;
  let fed: Arrival | undefined;
  let streamAt: number | null = null;

  const ask = async (): Promise<void> => {
    const response = await request(`/api/faults/${name}`, { method: 'POST' });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const answer = (await response.json()) as FaultAnswer;
    proofSeq = answer.proofSeq;
    onAnswer(answer);
  };
  ask().catch((error: unknown) => {
    reason = error instanceof Error ? error.message : String(error);
  });

  return {
    look: (now, isOpen) => {
      if (reason !== undefined) return { step: 'refused', reason };
      const sinceMs = now - pressedAt;
      if (proofSeq === undefined) return { step: 'asking', sinceMs };
      fed ??= proof.firstFrom(proofSeq, pressedAt);
      if (fed === undefined) return { step: 'waiting', sinceMs };
      if (isOpen) streamAt ??= now;
      const streamAfterMs = streamAt === null ? null : Math.max(streamAt, fed.at) - pressedAt;
      return { step: 'fed', afterMs: fed.at - pressedAt, by: fed.origin, streamAfterMs };
    },
  };
}

/** Plays a hidden page; it is over when the stream is live again. */
export function startHiddenTrial(): Trial {
  const pressedAt = performance.now();
  let backAt: number | undefined;
  playHidden();
  return {
    look: (now, isOpen) => {
      const sinceMs = now - pressedAt;
      if (isOpen && sinceMs > HIDDEN_MS) backAt ??= now;
      if (backAt === undefined) return { step: 'waiting', sinceMs };
      return { step: 'fed', afterMs: backAt - pressedAt - HIDDEN_MS, by: 'stream', streamAfterMs: null };
    },
  };
}
