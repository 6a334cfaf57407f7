/** Signed tokens of a short life. The secret is made at start-up, so a restart makes every older token worthless. */
import { randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

/** What the token endpoint answers. */
export interface IssuedToken {
  readonly token: string;
  readonly user: string;
  readonly expiresInSeconds: number;
}

/** Gives tokens and judges them. */
export interface Tokens {
  issue(user: string): Promise<IssuedToken>;
  /** The user of a good token; `undefined` for any other, without saying what was wrong with it. */
  verify(token: string): Promise<string | undefined>;
  /** From now on every token given so far is refused. */
  revokeAll(): void;
}

const ISSUER = 'holdfast-demo';

/** Tokens that live `lifeSeconds`. */
export function createTokens(lifeSeconds: number): Tokens {
  let secret = randomBytes(32);
  return {
    issue: async (user) => {
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user)
        .setIssuer(ISSUER)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${lifeSeconds}s`)
        .sign(secret);
      return { token, user, expiresInSeconds: lifeSeconds };
    },
    verify: async (token) => {
      try {
        // The one allowed algorithm is named, so `none` and swapped algorithms are refused.
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          requiredClaims: ['exp', 'sub'],
        });
        return payload.sub;
      } catch {
        return undefined;
      }
    },
    revokeAll: () => {
      secret = randomBytes(32);
    },
  };
}
