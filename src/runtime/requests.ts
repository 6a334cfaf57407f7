import type { Link } from '../core/model.ts';
import type { UrlSource } from '../options.ts';
import type { Platform } from '../platform/platform.ts';
import type { ResolvedOptions } from '../resolve-options.ts';

/** What of the options goes into every request. */
export type RequestOptions = Pick<
  ResolvedOptions<object>,
  'headers' | 'method' | 'body' | 'lastEventIdParam' | 'logger' | (typeof PASSED_ON)[number]
>;

/** Handed to `fetch` as they are. */
const PASSED_ON = ['credentials', 'mode', 'redirect', 'referrerPolicy', 'integrity', 'cache'] as const;

/** What one request needs beside. */
export interface Errand {
  readonly link: Link;
  readonly failures: number;
  readonly lastEventId: string;
  /** Polls are plain GETs; the method and body are the stream's. */
  readonly road: 'stream' | 'poll';
  readonly url: UrlSource;
  readonly signal: AbortSignal;
}

/** A request that can be sent. */
export interface Prepared {
  readonly url: string;
  readonly init: RequestInit & { readonly headers: Headers; readonly signal: AbortSignal };
  /** The id that is really asked for: empty when it cannot be written in a header. */
  readonly asked: string;
}

/** A function of the page threw, or gave what no request can be made of. */
export interface Unready {
  readonly kind: 'auth' | 'network';
  readonly cause: unknown;
}

/** Makes requests ready: asks for address, headers and body, and adds what the event stream needs. */
export interface Requests {
  /** Never rejects. */
  prepare(errand: Errand): Promise<Prepared | Unready>;
  /** Warns when a response shows that credentials went to another origin (SPEC A4). */
  inspect(response: Response, prepared: Prepared): void;
}

export function createRequests(options: RequestOptions, platform: Pick<Platform, 'baseUrl'>): Requests {
  const { headers: provider, lastEventIdParam, logger } = options;
  let refresh: { readonly credentials: number; readonly headers: Promise<HeadersInit> } | null = null;
  let warned = false;
  const passedOn = Object.fromEntries(
    PASSED_ON.map((name) => [name, options[name]]).filter(([, value]) => value !== undefined),
  );

  /** One call of the provider serves stream and poll when both were refused together (SPEC A2). */
  async function headersFor({ link, failures, signal }: Errand): Promise<HeadersInit | undefined> {
    if (typeof provider !== 'function') return provider;
    const { reason, credentials } = link;
    if (reason !== 'unauthorized') return provider({ reason, attempt: failures, signal });
    if (refresh?.credentials !== credentials) {
      refresh = { credentials, headers: (async () => provider({ reason, attempt: failures, signal }))() };
    }
    return refresh.headers;
  }

  function warnOnce(message: string): void {
    if (!warned) logger?.warn(`holdfast: ${message}`);
    warned = true;
  }

  const carriesCredentials = ({ init }: Prepared): boolean =>
    init.headers.has('authorization') || init.credentials === 'include';

  async function ready(errand: Errand, headers: Headers): Promise<Prepared> {
    const { road, lastEventId, signal, url: source } = errand;
    const address = typeof source === 'function' ? await source() : source;
    if (!headers.has('accept')) headers.set('accept', road === 'stream' ? 'text/event-stream' : 'application/json');
    const value = headerValue(lastEventId);
    const inQuery = lastEventIdParam !== false && lastEventId !== '';
    const url = inQuery ? withParam(String(address), lastEventIdParam, lastEventId) : String(address);
    if (!inQuery && value !== '') headers.set('last-event-id', value);
    const init: RequestInit = { ...passedOn, headers, signal };
    if (road === 'stream') {
      init.method = options.method;
      const { body } = options;
      if (body !== undefined) init.body = typeof body === 'function' ? await body() : body;
    }
    const prepared = { url, init: init as Prepared['init'], asked: inQuery || value !== '' ? lastEventId : '' };
    const { protocol, hostname } = new URL(url, platform.baseUrl() ?? 'https://localhost');
    if (protocol === 'http:' && !isLocal(hostname) && carriesCredentials(prepared)) {
      warnOnce(`credentials are sent over plain http to ${hostname}; use https.`);
    }
    return prepared;
  }

  return {
    async prepare(errand) {
      let kind: Unready['kind'] = 'auth';
      try {
        const headers = new Headers(await headersFor(errand));
        kind = 'network';
        return await ready(errand, headers);
      } catch (cause) {
        return { kind, cause };
      }
    },
    inspect(response, prepared) {
      if (!response.redirected || !carriesCredentials(prepared)) return;
      const { origin } = new URL(response.url);
      if (origin !== new URL(prepared.url, platform.baseUrl() ?? response.url).origin) {
        warnOnce(`a request with credentials was redirected to ${origin}; set redirect: 'error' or use its address.`);
      }
    },
  };
}

/** Half of what common servers take for all headers together. */
const MAX_ID_BYTES = 4_096;

function isLocal(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * The id as a header value: its UTF-8 bytes, one character each, as HTML has it sent (9.2.4) and `Headers` takes it.
 * Control characters cannot be written in a header (RFC 9110 section 5.5): such an id is not sent, so that it cannot
 * break every request to come; nor is one that servers would refuse for its length.
 */
function headerValue(id: string): string {
  const bytes = new TextEncoder().encode(id);
  if (bytes.length > MAX_ID_BYTES) return '';
  const value = String.fromCharCode(...bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the tab is the one control character that is allowed
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : '';
}

function withParam(address: string, name: string, value: string): string {
  const [path = '', ...fragment] = address.split('#');
  const separator = path.includes('?') ? '&' : '?';
  const query = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return [path + separator + query, ...fragment].join('#');
}
