/** Signed tokens of a short life. The secret is made at start-up, so a restart makes every older token worthless. */
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

/** What a token says. */
export interface Claims {
  readonly sessionId: string;
  /** Of the session when the token was given; a session that has moved on revoked it. */
  readonly generation: number;
}

/** Gives tokens and judges them. */
export interface Tokens {
  issue(claims: Claims): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** What a good token says; `undefined` for any other, without saying what was wrong with it. */
  verify(token: string): Promise<Claims | undefined>;
}

const ISSUER = 'holdfast-demo';

/** Tokens that live `lifeSeconds`. */
export function createTokens(lifeSeconds: number, now: () => number): Tokens {
  const secret = randomBytes(32);
  return {
    issue: async ({ sessionId, generation }) => {
      const expiresAt = new Date((Math.floor(now() / 1_000) + lifeSeconds) * 1_000);
      const token = await new SignJWT({ gen: generation })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(sessionId)
        .setIssuer(ISSUER)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(secret);
      return { token, expiresAt };
    },
    verify: async (token) => {
      try {
        // The one allowed algorithm is named, so `none` and swapped algorithms are refused.
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          requiredClaims: ['exp', 'sub', 'gen'],
        });
        const { sub, gen } = payload;
        return sub !== undefined && typeof gen === 'number' ? { sessionId: sub, generation: gen } : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
