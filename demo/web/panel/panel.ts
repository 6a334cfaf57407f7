/**
 * The connection panel: shows what the clients of a page do, proves that nothing is missing or twice, and breaks the
 * connection. It only watches: the page works the same without it.
 */
import type { AnyClient } from '../connection/watched.ts';
import { el, setText } from '../dom/dom.ts';
import { createButtonsView, createStatusView } from './connection-view.ts';
import { createCountersView } from './counters-view.ts';
import type { Request } from './fault-trial.ts';
import { createFaultsView } from './faults-view.ts';
import { createFrame, type PanelFrame } from './frame.ts';
import { createJournalView } from './journal-view.ts';
import { createPlotsView } from './plots-view.ts';
import { createProof, type Proof } from './proof.ts';
import { createProofView, proofWords } from './proof-view.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createTimelineView } from './timeline-view.ts';

/** What a page gives to the panel. */
export interface PanelOptions {
  /** The page's main client; its purchase events are counted for the proof. */
  readonly client: AnyClient;
  /** What it is for, in two or three words. */
  readonly name: string;
  readonly request: Request;
  /** How many tokens the page has taken. */
  readonly tokensTaken: () => number;
}

/** A panel on the page. */
export interface Panel {
  readonly proof: Proof;
  /** Shows another client as well, until the function it gives is called. */
  watch(name: string, client: AnyClient): () => void;
  /** What was polled may not join on to what came before. */
  gap(): void;
}

const DRAW_MS = 250;
/** What the bar's button says, in short where room is short. */
const OPEN = [
  'Break ',
  el('span', { class: 'only-wide' }, 'the connection'),
  el('span', { class: 'only-narrow' }, 'it'),
];
const CLOSE = ['Close', el('span', { class: 'only-wide' }, ' the panel')];
const OPEN_KEY = 'holdfast-demo-panel';

/** Puts the panel at the bottom of the page. */
export function mountPanel({ client, name, request, tokensTaken }: PanelOptions): Panel {
  const frame = createFrame();
  const proof = createProof();
  const main = createRecorder({ name, client });
  const recorders: Recorder[] = [main];
  let current = main;

  client.onAny(({ data, origin }) => {
    const seq = (data as { readonly seq?: unknown } | null)?.seq;
    if (typeof seq === 'number') proof.note({ seq, at: performance.now(), origin });
  });
  client.lifecycle.on('resync', proof.rebase);

  const drawClients = createClientsView(frame, (chosen) => {
    current = chosen;
    draw();
  });
  const drawBar = createStatusView(frame.bar);
  const drawButtons = createButtonsView(frame.buttons, () => current);
  const drawTimeline = createTimelineView(frame.timeline);
  const drawJournal = createJournalView(frame.journal);
  const drawProof = createProofView(proof, frame.proof, frame.verdict);
  const drawPlots = createPlotsView(frame.plots);
  const drawCounters = createCountersView(frame.counters);
  const drawFaults = createFaultsView(frame.faults, frame.faultFoot, {
    request,
    proof,
    onPress: ({ short, title, does }) => {
      for (const recorder of recorders) recorder.fault(short, `You made a fault: ${title}. ${does}`);
    },
  });

  /** Everything that shows a time is drawn anew; what has not changed is not touched. */
  function draw(): void {
    const now = Date.now();
    for (const recorder of recorders) recorder.tick(now);
    drawBar(current, now);
    setText(frame.barProof, proofWords(proof));
    // A trial goes on while the panel is closed.
    drawFaults(main.client.state.phase === 'open');
    if (frame.body.hidden) return;
    drawClients(recorders, current);
    drawButtons();
    drawTimeline(current.timeline, now);
    drawJournal(current);
    drawProof();
    drawPlots(current, now);
    drawCounters(current.client.metrics(), tokensTaken());
  }

  wireToggle(frame, draw);
  document.body.append(frame.root);
  client.lifecycle.on('state', draw);
  setInterval(draw, DRAW_MS);
  draw();

  return {
    proof,
    gap: proof.rebase,
    watch: (title, other) => {
      const recorder = createRecorder({ name: title, client: other });
      recorders.push(recorder);
      draw();
      return () => {
        recorder.stop();
        recorders.splice(recorders.indexOf(recorder), 1);
        if (current === recorder) current = main;
      };
    },
  };
}

/** Opens and closes the panel, and remembers for the window which. */
function wireToggle({ toggle, body }: PanelFrame, draw: () => void): void {
  const show = (isOpen: boolean): void => {
    body.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    toggle.replaceChildren(...(isOpen ? CLOSE : OPEN));
    document.body.classList.toggle('panel-open', isOpen);
    sessionStorage.setItem(OPEN_KEY, isOpen ? 'open' : 'closed');
  };
  show(sessionStorage.getItem(OPEN_KEY) === 'open');
  toggle.addEventListener('click', () => {
    show(body.hidden !== false);
    draw();
  });
}

/** One button for each client; nothing while there is only one. */
function createClientsView(
  { clients }: PanelFrame,
  choose: (recorder: Recorder) => void,
): (recorders: readonly Recorder[], current: Recorder) => void {
  const buttons = new Map<Recorder, HTMLButtonElement>();
  return (recorders, current) => {
    clients.hidden = recorders.length < 2;
    for (const [recorder, button] of buttons) {
      if (recorders.includes(recorder)) continue;
      button.remove();
      buttons.delete(recorder);
    }
    for (const recorder of recorders) {
      let button = buttons.get(recorder);
      if (button === undefined) {
        button = el('button', { type: 'button', class: 'tab' }, recorder.name);
        button.addEventListener('click', () => choose(recorder));
        buttons.set(recorder, button);
        clients.append(button);
      }
      button.setAttribute('aria-pressed', String(recorder === current));
    }
  };
}
