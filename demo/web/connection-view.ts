/** The connection card: what the connection is doing, in words, with an icon and a colour; and its three buttons. */
import type { ClientState, SseClient } from 'holdfast';
import type { DemoEvents } from '../shared/demo-events.ts';
import { TIMES } from './demo-client.ts';
import { byId, el, setText } from './dom.ts';
import { icon } from './icons.ts';
import { phaseWords, type Tone } from './phase-words.ts';

const WORDS = { attempts: TIMES.attempts, pollSeconds: TIMES.pollIntervalMs / 1_000 };
const RESTING: readonly ClientState['phase'][] = ['idle', 'closed', 'failed'];

/** The tone of a state, for the timeline. */
export function toneOf(state: ClientState): Tone {
  return phaseWords(state, WORDS, 0).tone;
}

/** Fills the card and gives what draws it anew. */
export function createConnectionView(client: SseClient<DemoEvents>): (now: number) => void {
  const card = byId('connection');
  const title = byId('status-title');
  const detail = byId('status-detail');
  const iconHost = byId('status-icon');
  const connect = button('Connect', () => client.connect());
  const reconnect = button('Reconnect', () => client.reconnect());
  const close = button('Close', () => client.close());
  byId('connection-buttons').append(connect, reconnect, close);
  let shown = '';

  return (now) => {
    const words = phaseWords(client.state, WORDS, now);
    const resting = RESTING.includes(client.state.phase);
    setText(title, words.title);
    setText(detail, words.detail);
    card.dataset['tone'] = words.tone;
    card.dataset['phase'] = client.state.phase;
    if (shown !== words.icon) iconHost.replaceChildren(icon(words.icon));
    shown = words.icon;
    setUsable(connect, resting);
    setUsable(reconnect, !resting);
    setUsable(close, client.state.phase !== 'closed' && client.state.phase !== 'idle');
  };
}

/** A button that, while not usable, keeps the keyboard's focus and does nothing. */
function button(label: string, press: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: 'button' }, label);
  element.addEventListener('click', () => {
    if (element.getAttribute('aria-disabled') !== 'true') press();
  });
  return element;
}

function setUsable(element: HTMLButtonElement, usable: boolean): void {
  element.setAttribute('aria-disabled', String(!usable));
}
