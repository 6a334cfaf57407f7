/** The door: choose who to be in this window. */
import type { Account } from '../../shared/accounts.ts';
import { byId, el, setText } from '../dom/dom.ts';
import { errorSentence } from '../session/api.ts';
import { signIn } from '../session/session.ts';

const list = byId('people');
const told = byId('told');

async function enter(account: Account): Promise<void> {
  setText(told, `Signing in as ${account.name}…`);
  try {
    await signIn(account.id);
    location.assign('./');
  } catch (error) {
    setText(told, errorSentence(error));
  }
}

function card(account: Account): HTMLElement {
  const { name, title, role, active } = account;
  const words = active ? (role === 'admin' ? 'Reads every chat room' : '') : 'No longer with the company';
  const button = el(
    'button',
    { type: 'button', class: 'person' },
    el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name)),
    el(
      'span',
      { class: 'person-words' },
      el('strong', {}, name),
      el('span', {}, title),
      ...(words === '' ? [] : [el('span', { class: active ? 'person-note' : 'person-note person-gone' }, words)]),
    ),
  );
  button.addEventListener('click', () => void enter(account));
  return el('li', {}, button);
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((part) => part.charAt(0))
    .join('');
}

try {
  const people = (await (await fetch('/api/accounts')).json()) as readonly Account[];
  list.replaceChildren(...people.map(card));
} catch {
  setText(told, 'The server does not answer. Reload this page in a moment.');
}
