/** Logging in, for the figures of the demo's server. */
import type { SessionAnswer } from '../../demo/shared/accounts.ts';

/** Somebody who is logged in. */
export interface LoggedIn {
  /** For requests with a JSON body, and without. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Logs in. @throws Error when the server refuses. */
export async function logIn(origin: string, account: string): Promise<LoggedIn> {
  const type = { 'Content-Type': 'application/json' };
  const response = await fetch(`${origin}/api/login`, {
    method: 'POST',
    headers: type,
    body: JSON.stringify({ account }),
  });
  if (!response.ok) throw new Error(`The login was answered ${response.status}.`);
  const { token } = (await response.json()) as SessionAnswer;
  return { headers: { ...type, Authorization: `Bearer ${token}` } };
}
