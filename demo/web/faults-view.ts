/** The fault switches: what each does, what to expect, and what came of it. */
import type { ActiveFault, FaultName } from '../shared/demo-events.ts';
import { spanWords } from './counters-view.ts';
import { byId, el, setText } from './dom.ts';
import { FAULT_TEXTS, type FaultText } from './fault-texts.ts';
import { startTrial, type Trial, type TrialState } from './fault-trial.ts';
import { seconds } from './phase-words.ts';
import type { Proof } from './proof.ts';
import { fetchWithToken, type TokenStore } from './token-store.ts';

/** What the switches need. */
export interface FaultsViewDeps {
  readonly tokens: TokenStore;
  readonly proof: Proof;
  /** Told of every press, for the timeline. */
  readonly onPress: (text: FaultText) => void;
}

/** Draws the switches anew. */
export type DrawFaults = (isOpen: boolean) => void;

/** Fills the card and gives what draws it anew. */
export function createFaultsView(deps: FaultsViewDeps): DrawFaults {
  const activeUntil = new Map<FaultName, number>();
  const setActive = (active: readonly ActiveFault[]): void => {
    activeUntil.clear();
    for (const { name, remainingMs } of active) activeUntil.set(name, performance.now() + remainingMs);
  };
  const rows = FAULT_TEXTS.map((text) => createRow(text, deps, setActive));
  byId('faults').append(...rows.map(({ element }) => element));

  const clear = el('button', { type: 'button', class: 'button', 'aria-disabled': 'true' }, 'End all faults now');
  const note = el('p', {}, '');
  clear.addEventListener('click', () => {
    if (clear.getAttribute('aria-disabled') === 'true') return;
    fetchWithToken(deps.tokens, '/api/faults/clear', { method: 'POST' }).then(
      (response) => response.ok && setActive([]),
      () => setText(note, 'The server did not answer. Try again.'),
    );
  });
  byId('fault-foot').append(note, clear);
  // Somebody else, or this page before a reload, may have left a fault on.
  fetchWithToken(deps.tokens, '/api/faults')
    .then(async (response) => setActive(((await response.json()) as { active: readonly ActiveFault[] }).active))
    .catch(() => undefined);

  return (isOpen) => {
    const now = performance.now();
    for (const { name, draw } of rows) draw(now, isOpen, (activeUntil.get(name) ?? 0) - now);
    const lasting = [...activeUntil.values()].some((until) => until > now);
    clear.setAttribute('aria-disabled', String(!lasting));
    setText(note, lasting ? 'A fault is on.' : 'No fault is on.');
  };
}

interface Row {
  readonly name: FaultName;
  readonly element: HTMLLIElement;
  readonly draw: (now: number, isOpen: boolean, remainingMs: number) => void;
}

function createRow(text: FaultText, deps: FaultsViewDeps, setActive: (active: readonly ActiveFault[]) => void): Row {
  const { name } = text;
  let trial: Trial | undefined;
  const active = el('span', { class: 'fault-active', hidden: '' });
  const result = el('p', { class: 'fault-result', role: 'status' });
  const describedBy = `fault-${name}`;
  const press = el(
    'button',
    { type: 'button', class: 'button', 'aria-describedby': describedBy, 'data-fault': name },
    text.button,
  );
  press.addEventListener('click', () => {
    deps.onPress(text);
    trial = startTrial(name, deps.tokens, deps.proof, (answer) => setActive(answer.active));
  });
  const words = el(
    'div',
    { class: 'fault-words', id: describedBy },
    el('h3', {}, text.title, active),
    el('p', { class: 'fault-does' }, text.does),
    el('p', { class: 'fault-expect' }, text.expect),
  );
  const element = el('li', { class: 'fault', 'data-name': name, 'data-step': 'rest' }, words, press, result);

  return {
    name,
    element,
    draw: (now, isOpen, remainingMs) => {
      active.hidden = remainingMs <= 0;
      if (remainingMs > 0) setText(active, `on for ${seconds(remainingMs)}`);
      if (trial === undefined) return;
      const state = trial.look(now, isOpen);
      element.dataset['step'] = state.step;
      if (state.step === 'fed') element.dataset['recoveryMs'] = String(Math.round(state.afterMs));
      else delete element.dataset['recoveryMs'];
      setText(result, resultWords(name, state));
    },
  };
}

function resultWords(name: FaultName, state: TrialState): string {
  switch (state.step) {
    case 'asking':
      return 'Asking the server…';
    case 'waiting':
      return 'Waiting for the next event…';
    case 'refused':
      return `That did not work: ${state.reason}.`;
    case 'fed':
      return fedWords(name, state);
  }
}

function fedWords(name: FaultName, { afterMs, by, streamAfterMs }: Extract<TrialState, { step: 'fed' }>): string {
  if (name === 'burst') return `All 500 were there after ${spanWords(afterMs)}.`;
  if (by === 'stream') return `Fed again after ${spanWords(afterMs)}, by a new stream.`;
  const back = streamAfterMs === null ? 'the stream is still down' : `stream back after ${spanWords(streamAfterMs)}`;
  return `Fed again after ${spanWords(afterMs)}, by polling; ${back}.`;
}
