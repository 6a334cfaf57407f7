/** Keeps one bearer token and gets another when asked for a fresh one. Does not watch the clock: a 401 says it is over. */
import type { IssuedToken } from '../server/tokens.ts';

/** Where the page's tokens come from. */
export interface TokenStore {
  /** A token; `fresh` asks the server for another. Calls that overlap share one request. */
  get(options?: { readonly fresh?: boolean }): Promise<string>;
  /** Whose token it is; empty before there is one. */
  user(): string;
  /** How many tokens were taken. */
  taken(): number;
}

/** A store without a token yet. */
export function createTokenStore(url: string): TokenStore {
  let issued: IssuedToken | undefined;
  let underway: Promise<IssuedToken> | undefined;
  let taken = 0;

  const take = async (): Promise<IssuedToken> => {
    const response = await fetch(url, { method: 'POST' });
    if (!response.ok) throw new Error(`The server gave no token (${response.status}).`);
    issued = (await response.json()) as IssuedToken;
    taken += 1;
    return issued;
  };

  return {
    get: async ({ fresh = false } = {}) => {
      if (issued !== undefined && !fresh) return issued.token;
      underway ??= take().finally(() => {
        underway = undefined;
      });
      return (await underway).token;
    },
    user: () => issued?.user ?? '',
    taken: () => taken,
  };
}

/** `fetch` with the bearer token; a 401 is answered once with a fresh one. */
export async function fetchWithToken(tokens: TokenStore, url: string, init: RequestInit = {}): Promise<Response> {
  const send = async (fresh: boolean): Promise<Response> =>
    fetch(url, { ...init, headers: { Authorization: `Bearer ${await tokens.get({ fresh })}` } });
  const response = await send(false);
  return response.status === 401 ? send(true) : response;
}
