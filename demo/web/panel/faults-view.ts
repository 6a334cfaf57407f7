/** The fault switches: what each does, what to expect, and what came of it. */
import type { ActiveFault, FaultsAnswer } from '../../shared/faults.ts';
import { el, setText } from '../dom/dom.ts';
import { seconds } from '../words/phase-words.ts';
import { spanWords } from './counters-view.ts';
import { FAULT_TEXTS, type FaultText, type SwitchName } from './fault-texts.ts';
import { type Request, startHiddenTrial, startTrial, type Trial, type TrialState } from './fault-trial.ts';
import { hiddenForMs, stopHidden } from './hidden-trial.ts';
import type { Proof } from './proof.ts';

/** What the switches need. */
export interface FaultsViewDeps {
  readonly request: Request;
  readonly proof: Proof;
  /** Told of every press, for the timeline. */
  readonly onPress: (text: FaultText) => void;
}

/** Draws the switches anew. */
export type DrawFaults = (isOpen: boolean) => void;

/** Fills `list` with the switches and `foot` with the way out; gives what draws them anew. */
export function createFaultsView(list: HTMLElement, foot: HTMLElement, deps: FaultsViewDeps): DrawFaults {
  const activeUntil = new Map<SwitchName, number>();
  const setActive = (active: readonly ActiveFault[]): void => {
    activeUntil.clear();
    for (const { name, remainingMs } of active) activeUntil.set(name, performance.now() + remainingMs);
  };
  const rows = FAULT_TEXTS.map((text) => createRow(text, deps, setActive));
  list.append(...rows.map(({ element }) => element));

  const clear = el(
    'button',
    { type: 'button', class: 'button button-small', 'aria-disabled': 'true' },
    'End all faults',
  );
  const note = el('p', {}, '');
  clear.addEventListener('click', () => {
    if (clear.getAttribute('aria-disabled') === 'true') return;
    stopHidden();
    deps.request('/api/faults/clear', { method: 'POST' }).then(
      (response) => response.ok && setActive([]),
      () => setText(note, 'The server did not answer. Try again.'),
    );
  });
  foot.append(note, clear);
  // Another tab of this session, or this page before a reload, may have left a fault on.
  deps
    .request('/api/faults')
    .then(async (response) => response.ok && setActive(((await response.json()) as FaultsAnswer).active))
    .catch(() => undefined);

  return (isOpen) => {
    const now = performance.now();
    activeUntil.set('hidden', now + hiddenForMs());
    for (const { name, draw } of rows) draw(now, isOpen, (activeUntil.get(name) ?? 0) - now);
    const lasting = [...activeUntil.values()].some((until) => until > now);
    clear.setAttribute('aria-disabled', String(!lasting));
    setText(note, lasting ? 'A fault is on.' : 'No fault is on.');
  };
}

interface Row {
  readonly name: SwitchName;
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
    { type: 'button', class: 'button button-small', 'aria-describedby': describedBy, 'data-fault': name },
    text.button,
  );
  press.addEventListener('click', () => {
    deps.onPress(text);
    trial =
      name === 'hidden'
        ? startHiddenTrial()
        : startTrial(name, deps.request, deps.proof, (answer) => setActive(answer.active));
  });
  const words = el(
    'div',
    { class: 'fault-words', id: describedBy },
    el('p', { class: 'fault-does' }, text.does),
    el('p', { class: 'fault-expect' }, text.expect),
  );
  const title = el('h4', {}, text.title, active);
  const element = el('li', { class: 'fault', 'data-name': name, 'data-step': 'rest' }, title, press, words, result);

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

function resultWords(name: SwitchName, state: TrialState): string {
  switch (state.step) {
    case 'asking':
      return 'Asking the server…';
    case 'waiting':
      return name === 'hidden' ? 'This page takes itself for hidden…' : 'Waiting for the next change…';
    case 'refused':
      return `That did not work: ${state.reason}.`;
    case 'fed':
      return fedWords(name, state);
  }
}

function fedWords(name: SwitchName, { afterMs, by, streamAfterMs }: Extract<TrialState, { step: 'fed' }>): string {
  if (name === 'burst') return `All 44 were there after ${spanWords(afterMs)}.`;
  if (name === 'hidden') return `Live again ${spanWords(afterMs)} after the page was visible.`;
  if (by === 'stream') return `Fed again after ${spanWords(afterMs)}, by a new stream.`;
  const back = streamAfterMs === null ? 'the stream is still down' : `stream back after ${spanWords(streamAfterMs)}`;
  return `Fed again after ${spanWords(afterMs)}, by polling; ${back}.`;
}
