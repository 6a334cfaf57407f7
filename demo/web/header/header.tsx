/** The header: where you are, who you are, chat badge and bell. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { PageClient } from '../connection/page-client.ts';
import type { Api } from '../session/api.ts';
import { type Session, signOut } from '../session/session.ts';
import { Bell } from './bell.tsx';
import { ChatBadge } from './chat-badge.tsx';
import { SseProvider } from './hooks.ts';
import { Logo } from './logo.tsx';

/** The pages, by their files. */
export type PageName = 'purchases' | 'spending' | 'chat' | 'dispatch';

/** What the header needs. */
export interface HeaderProps {
  readonly name: PageName;
  readonly session: Session;
  readonly api: Api;
  readonly client: PageClient;
}

const LINKS: readonly { readonly name: PageName | 'plain'; readonly title: string; readonly href: string }[] = [
  { name: 'purchases', title: 'Purchases', href: './' },
  { name: 'spending', title: 'Spending', href: 'spending.html' },
  { name: 'chat', title: 'Chat', href: 'chat.html' },
  { name: 'dispatch', title: 'Dispatch', href: 'dispatch.html' },
  { name: 'plain', title: 'Plain', href: 'plain.html' },
];

/** Fills `host`, once. */
export function mountHeader(host: HTMLElement, props: HeaderProps): void {
  createRoot(host).render(
    <StrictMode>
      <SseProvider client={props.client}>
        <Header {...props} />
      </SseProvider>
    </StrictMode>,
  );
}

function Header({ name, session, api }: HeaderProps) {
  const { user } = session;
  return (
    <div className="bar">
      <a className="brand" href="./">
        <Logo />
        <span>Holdfast</span>
      </a>
      <nav aria-label="Pages">
        <ul>
          {LINKS.map((link) => (
            <li key={link.name}>
              <a href={link.href} aria-current={link.name === name ? 'page' : undefined}>
                {link.title}
                {link.name === 'plain' && <span className="only-wide"> page</span>}
                {link.name === 'chat' && <ChatBadge api={api} />}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="bar-end">
        <Bell api={api} userId={user.id} />
        <p className="who">
          <strong>{user.name}</strong>
          <span>{user.title}</span>
        </p>
        <button type="button" className="button button-small" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </div>
  );
}
