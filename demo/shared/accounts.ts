/** Who works with the demo, and how a page becomes one of them. */

/** What a person may do: an admin reads every chat room and retries any dispatch. */
export type Role = 'admin' | 'purchasing';

/** The part of the company a person buys for. */
export type Department = 'head office' | 'supply' | 'feed' | 'livestock';

/** A person, as everybody may see them. */
export interface User {
  /** Short and unchanging, such as `ayu`. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly department: Department;
  /** What they do, for people: `Feed purchasing`. */
  readonly title: string;
}

/** A person somebody may log in as. `GET /api/accounts` lists them; a demo needs no passwords. */
export interface Account extends User {
  /** An inactive person gets a token, and 403 for whatever they ask with it. */
  readonly active: boolean;
}

/** Body of `POST /api/login`, of `POST /api/token` and of `POST /api/logout`. */
export interface AccountRequest {
  /** {@link User.id} */
  readonly account: string;
}

/**
 * Answer of `POST /api/login` and of `POST /api/token`.
 *
 * Login also sets a cookie that no script can read, one for each account. With it `POST /api/token` gives a fresh token
 * after the old one expired, was revoked, or died with the server's secret at a restart; two tabs of one browser may
 * be two people.
 */
export interface SessionAnswer {
  /** For `Authorization: Bearer …`. */
  readonly token: string;
  /** When the token ends, in ISO 8601. */
  readonly expiresAt: string;
  readonly expiresInSeconds: number;
  readonly user: User;
  /** The newest event at this moment: a stream that begins here misses nothing of what is loaded afterwards. */
  readonly lastEventId: string;
}
