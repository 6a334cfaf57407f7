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
  /** The id as it is written in a header. */
  readonly sent: string;
}

/** A function of the page threw, or gave what no request can be made of. */
export interface Unready {
  readonly kind: 'auth' | 'network';
  readonly cause?: unknown;
}

/** Makes requests ready: asks for address, headers and body, and adds what the event stream needs. */
export interface Requests {
  /** Never rejects. */
  prepare(errand: Errand): Promise<Prepared | Unready>;
  /** Warns when a response shows that credentials went to another origin (SPEC A4). */
  inspect(response: Response, prepared: Prepared): void;
}

export function createRequests(options: RequestOptions, platform: Pick<Platform, 'baseUrl'>): Requests {
  const headersFor = createHeaders(options.headers);
  let warned = false;
  const warnOnce = (message: string): void => {
    if (!warned) options.logger?.warn(`holdfast: ${message}`);
    warned = true;
  };

  return {
    async prepare(errand) {
      const { url, signal, road } = errand;
      let kind: Unready['kind'] = 'auth';
      // What a function of the page throws is its own words; what the platform throws quotes headers and addresses (A4).
      let isOurs = false;
      try {
        const given = await headersFor(errand);
        kind = 'network';
        const address = signal.aborted ? '' : typeof url === 'function' ? await url() : url;
        const { body } = road === 'stream' && !signal.aborted ? options : {};
        const content = typeof body === 'function' ? await body() : body;
        if (signal.aborted) return { kind };
        isOurs = true;
        kind = 'auth';
        const headers = new Headers(given);
        kind = 'network';
        const prepared = assemble(options, errand, String(address), headers, content);
        const { protocol, hostname } = new URL(prepared.url, platform.baseUrl() ?? 'https://localhost');
        if (protocol === 'http:' && !isLocal(hostname) && carriesCredentials(prepared)) {
          warnOnce(`credentials are sent over plain http to ${hostname}; use https.`);
        }
        return prepared;
      } catch (cause) {
        return isOurs ? { kind } : { kind, cause };
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

/** Asks for headers. One call serves stream and poll when both were refused together (SPEC A2). */
function createHeaders(provider: RequestOptions['headers']) {
  let refresh: { readonly credentials: number; readonly headers: Promise<HeadersInit> } | null = null;
  return async ({ link, failures, signal }: Errand): Promise<HeadersInit | undefined> => {
    if (typeof provider !== 'function') return provider;
    const { reason, credentials } = link;
    const ask = async (): Promise<HeadersInit> => provider({ reason, attempt: failures, signal });
    if (reason !== 'unauthorized') return ask();
    if (refresh?.credentials !== credentials) refresh = { credentials, headers: ask() };
    return refresh.headers;
  };
}

function assemble(
  options: RequestOptions,
  { road, lastEventId, signal }: Errand,
  address: string,
  headers: Headers,
  body: BodyInit | undefined,
): Prepared {
  const { lastEventIdParam, method } = options;
  if (!headers.has('accept')) headers.set('accept', road === 'stream' ? 'text/event-stream' : 'application/json');
  const bytes = new TextEncoder().encode(lastEventId);
  const isShort = bytes.length <= MAX_ID_BYTES;
  const value = isShort ? headerValue(bytes) : '';
  const inQuery = lastEventIdParam !== false && lastEventId !== '' && isShort;
  const url = inQuery ? withParam(address, lastEventIdParam, lastEventId) : address;
  if (lastEventIdParam === false && value !== '') headers.set('last-event-id', value);
  const init: Prepared['init'] = { headers, signal };
  for (const name of PASSED_ON) if (options[name] !== undefined) Object.assign(init, { [name]: options[name] });
  if (road === 'stream') Object.assign(init, body === undefined ? { method } : { method, body });
  const asked = inQuery || headers.has('last-event-id') ? lastEventId : '';
  return { url, init, asked, sent: headers.get('last-event-id') ?? value };
}

function carriesCredentials({ init }: Prepared): boolean {
  return init.headers.has('authorization') || init.credentials === 'include';
}

/** Half of what common servers take for all headers together: a longer id is not sent, so that it is not refused with 431. */
const MAX_ID_BYTES = 4_096;

function isLocal(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * The id as a header value: its UTF-8 bytes, one character each, as HTML has it sent (9.2.4) and `Headers` takes it.
 * Control characters cannot be written in a header (RFC 9110 section 5.5): such an id is not sent, so that it cannot
 * break every request to come.
 */
function headerValue(bytes: Uint8Array): string {
  const value = String.fromCharCode(...bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the tab is the one control character that is allowed
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : '';
}

function withParam(address: string, name: string, value: string): string {
  const [path = '', ...fragment] = address.split('#');
  const query = new URLSearchParams({ [name]: value });
  return [`${path}${path.includes('?') ? '&' : '?'}${query}`, ...fragment].join('#');
}
