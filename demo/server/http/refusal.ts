/** A refusal: thrown where it is decided, answered as `application/problem+json` where requests are answered. */
import type { Problem } from '../../shared/problem.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What a refusal may say on top of its status and detail. */
export interface RefusalMore {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: Problem['errors'];
}

/** Thrown within a transaction it undoes it: what is refused leaves nothing behind. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly more: RefusalMore;

  /** @param detail - What was wrong and what to do, for people. */
  constructor(status: number, detail?: string, more: RefusalMore = {}) {
    super(detail);
    this.status = status;
    this.more = more;
  }
}

/** The refusal as an answer. */
export function problem({ status, message, more }: Refusal): Response {
  const body: Problem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Refused',
    status,
    ...(message !== '' && { detail: message }),
    ...(more.errors && { errors: more.errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...more.headers },
  });
}
