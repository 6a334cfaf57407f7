/** What the connection is doing, in words, with an icon and a colour; and its three buttons. */
import type { ClientState } from 'holdfast';
import { el, setText } from '../dom/dom.ts';
import { icon } from '../dom/icons.ts';
import { phaseWords } from '../words/phase-words.ts';
import { type Recorder, WORDS } from './recorder.ts';

/** Where the words go. */
export interface StatusParts {
  /** Carries the tone, as `data-tone`. */
  readonly host: HTMLElement;
  readonly icon: HTMLElement;
  readonly title: HTMLElement;
  readonly detail: HTMLElement;
}

const RESTING: readonly ClientState['phase'][] = ['idle', 'closed', 'failed'];

/** Gives what draws the status of a client. */
export function createStatusView(parts: StatusParts): (of: Recorder, now: number) => void {
  let shown = '';
  return ({ client }, now) => {
    const words = phaseWords(client.state, WORDS, now);
    setText(parts.title, words.title);
    setText(parts.detail, words.detail);
    parts.host.dataset['tone'] = words.tone;
    parts.host.dataset['phase'] = client.state.phase;
    if (shown !== words.icon) parts.icon.replaceChildren(icon(words.icon));
    shown = words.icon;
  };
}

/** Fills `host` with the buttons and gives what draws them. */
export function createButtonsView(host: HTMLElement, current: () => Recorder): () => void {
  const connect = button('Connect', () => void current().client.connect());
  const reconnect = button('Reconnect', () => void current().client.reconnect());
  const close = button('Close', () => current().client.close());
  host.append(connect, reconnect, close);
  return () => {
    const { phase } = current().client.state;
    const resting = RESTING.includes(phase);
    setUsable(connect, resting);
    setUsable(reconnect, !resting);
    setUsable(close, phase !== 'closed' && phase !== 'idle');
  };
}

/** A button that, while not usable, keeps the keyboard's focus and does nothing. */
function button(label: string, press: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: 'button button-small' }, label);
  element.addEventListener('click', () => {
    if (element.getAttribute('aria-disabled') !== 'true') press();
  });
  return element;
}

function setUsable(element: HTMLButtonElement, usable: boolean): void {
  element.setAttribute('aria-disabled', String(!usable));
}
