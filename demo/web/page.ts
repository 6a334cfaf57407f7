/** What every page begins with: the session, the client, the header and the connection panel. */
import { createPageClient, type PageClient } from './connection/page-client.ts';
import { byId, el } from './dom/dom.ts';
import { mountHeader, type PageName } from './header/header.tsx';
import { mountPanel, type Panel } from './panel/panel.ts';
import type { Proof } from './panel/proof.ts';
import { type Api, createApi } from './session/api.ts';
import { openSession, type Session } from './session/session.ts';

declare global {
  interface Window {
    /** For tests, and for the curious with an open console. */
    holdfastDemo: { readonly client: PageClient; readonly proof: Proof };
  }
}

/** A page under way. */
export interface Page {
  readonly session: Session;
  readonly api: Api;
  /** Not connected yet, so that the page can listen first. */
  readonly client: PageClient;
  readonly panel: Panel;
  /** Calls back when what the page shows may be out of date: events may have been missed. */
  onGap(listener: () => void): void;
}

/** Begins. Resolves when somebody is signed in; the page then listens, and calls `client.connect()`. */
export async function startPage(name: PageName): Promise<Page> {
  const session = await openSession(showWaiting);
  document.getElementById('waiting')?.remove();
  const api = createApi(session);
  const gapListeners: (() => void)[] = [];
  const client = createPageClient(session, () => {
    panel.gap();
    for (const listener of gapListeners) listener();
  });
  const panel = mountPanel({
    client,
    name: 'Page',
    request: api.request,
    tokensTaken: session.tokensTaken,
  });
  client.lifecycle.on('resync', () => {
    for (const listener of gapListeners) listener();
  });
  mountHeader(byId('header'), { name, session, api, client });
  window.holdfastDemo = { client, proof: panel.proof };
  return { session, api, client, panel, onGap: (listener) => void gapListeners.push(listener) };
}

function showWaiting(): void {
  if (document.getElementById('waiting') !== null) return;
  const words = 'The server does not answer. Trying again by itself…';
  document.body.append(el('p', { id: 'waiting', class: 'waiting', role: 'status' }, words));
}
