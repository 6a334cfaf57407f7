/**
 * Who is signed in in this window, and their bearer token. The choice is kept for the window alone, so two windows may
 * be two people. Does not watch the clock: a 401 says that a token is over.
 */
import type { SessionAnswer, User } from '../../shared/accounts.ts';

/** A person at work. */
export interface Session {
  readonly user: User;
  /** The newest event when the page began: a stream that begins here misses nothing of what is loaded afterwards. */
  readonly lastEventId: string;
  /** A token; `fresh` asks the server for another. Calls that overlap share one request. */
  token(options?: { readonly fresh?: boolean }): Promise<string>;
  /** `Authorization: Bearer …`; for the `headers` of a client. */
  headers(context?: { readonly reason: string }): Promise<Record<string, string>>;
  /** How many tokens were taken. */
  tokensTaken(): number;
}

const KEY = 'holdfast-demo-account';
const RETRY_MS = 1_500;

/** Signs in in this window. @throws Error that says why, when the server does not let them in. */
export async function signIn(account: string): Promise<void> {
  const answer = await post('/api/login', { account });
  if (!answer.ok) throw new Error(await detailOf(answer));
  const { token } = (await answer.json()) as SessionAnswer;
  // Somebody inactive gets a token, and is refused with it everywhere.
  const welcome = await fetch('/api/notifications?limit=1', { headers: { Authorization: `Bearer ${token}` } });
  if (!welcome.ok) throw new Error(await detailOf(welcome));
  sessionStorage.setItem(KEY, account);
}

/** Signs out and shows the door. */
export async function signOut(): Promise<void> {
  const account = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  // Whether or not the server hears of it, this window is nobody's now.
  if (account !== null) await post('/api/logout', { account }).catch(() => undefined);
  location.assign('sign-in.html');
}

/**
 * The session of this window. Shows the door, and never resolves, when nobody is signed in; waits for a server that is
 * away, telling `onWaiting`.
 */
export async function openSession(onWaiting: () => void): Promise<Session> {
  const account = sessionStorage.getItem(KEY);
  if (account === null) return showDoor();
  for (;;) {
    try {
      return createSession(account, await takeToken(account));
    } catch (error) {
      if (error instanceof Refused) return showDoor();
      onWaiting();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function createSession(account: string, first: SessionAnswer): Session {
  let current = first;
  let underway: Promise<SessionAnswer> | undefined;
  let taken = 1;
  const take = async (): Promise<SessionAnswer> => {
    current = await takeToken(account);
    taken += 1;
    return current;
  };
  const token: Session['token'] = async ({ fresh = false } = {}) => {
    if (!fresh) return current.token;
    underway ??= take().finally(() => {
      underway = undefined;
    });
    return (await underway).token;
  };
  return {
    user: first.user,
    lastEventId: first.lastEventId,
    token,
    headers: async (context) => ({
      Authorization: `Bearer ${await token({ fresh: context?.reason === 'unauthorized' })}`,
    }),
    tokensTaken: () => taken,
  };
}

class Refused extends Error {}

/** By the cookie; where that is over as well, by signing in again. */
async function takeToken(account: string): Promise<SessionAnswer> {
  let answer = await post('/api/token', { account });
  if (answer.status === 401) answer = await post('/api/login', { account });
  if (answer.status === 404) throw new Refused();
  if (!answer.ok) throw new Error(await detailOf(answer));
  return (await answer.json()) as SessionAnswer;
}

function showDoor(): Promise<never> {
  location.replace('sign-in.html');
  return new Promise(() => {});
}

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function detailOf(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as { readonly detail?: string };
  return problem.detail ?? `The server answered ${answer.status}.`;
}
