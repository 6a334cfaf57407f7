/** Requests of a signed-in person. A 401 is answered once with a fresh token; refusals become sentences for people. */
import type { Problem } from '../../shared/problem.ts';
import type { Session } from './session.ts';

/** The server said no. `message` is for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server's endpoints. */
export interface Api {
  /** As `fetch`, with the token. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** @throws ApiProblem */
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>;
  /** A write, sent under a name of its own, so that repeating it changes nothing. @throws ApiProblem */
  send<Answer>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer>;
}

/** Requests with the tokens of `session`. */
export function createApi(session: Session): Api {
  const request: Api['request'] = async (path, init = {}) => {
    const send = async (fresh: boolean): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${await session.token({ fresh })}`);
      return fetch(path, { ...init, headers });
    };
    const response = await send(false);
    return response.status === 401 ? send(true) : response;
  };
  const read = async <Answer>(asked: Promise<Response>): Promise<Answer> => {
    const response = await asked.catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiProblem(0, 'The server does not answer. Try again in a moment.');
    });
    if (!response.ok) throw new ApiProblem(response.status, await sentenceOf(response));
    return (response.status === 204 ? null : await response.json()) as Answer;
  };
  return {
    request,
    get: (path, signal) => read(request(path, signal && { signal })),
    send: (method, path, body) => {
      const headers = { 'Idempotency-Key': crypto.randomUUID(), 'Content-Type': 'application/json' };
      return read(request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }));
    },
  };
}

/** What to show of an error, whatever it is. */
export function errorSentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function sentenceOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const fields = (problem.errors ?? []).map(({ field, message }) => `${field} ${message}`);
  if (fields.length > 0) return `${fields.join('; ')}.`;
  return problem.detail ?? `The server answered ${response.status}.`;
}
