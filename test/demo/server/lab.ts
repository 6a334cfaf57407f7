/** The little HTTP the server's tests need: people who are logged in, and streams read event by event. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { SessionAnswer } from '../../../demo/shared/accounts.ts';
import type { DispatchNotification } from '../../../demo/shared/dispatch.ts';
import type { Problem } from '../../../demo/shared/problem.ts';
import type { PurchaseKind, PurchaseStatus, PurchaseStatusChanged } from '../../../demo/shared/purchases.ts';

/** An answer, read. The caller vouches for `Body`. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** What a request may carry on top. */
export interface More {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: BodyInit;
}

/** Somebody who is logged in. */
export interface Visitor {
  readonly session: SessionAnswer;
  /** Name and value, for a `Cookie` header. */
  readonly cookie: string;
  ask<Body>(method: string, path: string, more?: More): Promise<Answer<Body>>;
  get<Body>(path: string, more?: More): Promise<Answer<Body>>;
  /** Opens a stream that is expected to be answered 200. */
  stream(path: string, lastEventId?: string | number): Promise<Stream>;
}

/** An open stream. */
export interface Stream {
  readonly headers: Headers;
  /** The next events, heartbeats left out unless asked for. Waits as long as the test may take. */
  take(count: number, options?: { readonly heartbeats?: boolean }): Promise<readonly EventSourceMessage[]>;
  /** Everything that comes until the stream ends, politely or not; the text as it came. */
  rest(): Promise<{ readonly events: readonly EventSourceMessage[]; readonly text: string; readonly isCut: boolean }>;
  close(): Promise<void>;
}

/** Sends a request and reads its answer, whatever it is. */
export async function ask<Body>(origin: string, method: string, path: string, more: More = {}): Promise<Answer<Body>> {
  const { headers = {}, json, raw } = more;
  const body = json === undefined ? raw : JSON.stringify(json);
  const response = await fetch(origin + path, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}

/** Logs somebody in. */
export async function login(origin: string, account: string): Promise<Visitor> {
  const { body, headers } = await ask<SessionAnswer>(origin, 'POST', '/api/login', { json: { account } });
  return visitor(origin, body, headers.getSetCookie()[0]?.split(';')[0] ?? '');
}

/** The same person with another token. */
export function visitor(origin: string, session: SessionAnswer, cookie: string): Visitor {
  const authorization = { Authorization: `Bearer ${session.token}` };
  const withToken = (more: More = {}): More => ({ ...more, headers: { ...authorization, ...more.headers } });
  return {
    session,
    cookie,
    ask: (method, path, more) => ask(origin, method, path, withToken(more)),
    get: (path, more) => ask(origin, 'GET', path, withToken(more)),
    stream: async (path, lastEventId) => {
      const id = lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) };
      const response = await fetch(origin + path, { headers: { ...authorization, ...id } });
      if (response.status !== 200) throw new Error(`The stream was answered ${response.status}.`);
      return openStream(response);
    },
  };
}

function openStream(response: Response): Stream {
  const ready: EventSourceMessage[] = [];
  let text = '';
  const parser = createParser({ onEvent: (event) => ready.push(event) });
  const decoder = new TextDecoder();
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const readMore = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) return false;
    const chunk = decoder.decode(value, { stream: true });
    text += chunk;
    parser.feed(chunk);
    return true;
  };
  return {
    headers: response.headers,
    take: async (count, { heartbeats = false } = {}) => {
      const taken: EventSourceMessage[] = [];
      for (;;) {
        while (taken.length < count && ready.length > 0) {
          const event = ready.shift();
          if (event !== undefined && (heartbeats || !isHeartbeat(event))) taken.push(event);
        }
        if (taken.length === count) return taken;
        if (!(await readMore())) throw new Error(`The stream ended after ${taken.length} of ${count} events.`);
      }
    },
    rest: async () => {
      let isCut = false;
      try {
        while (await readMore());
      } catch {
        isCut = true;
      }
      return { events: ready.splice(0).filter((event) => !isHeartbeat(event)), text, isCut };
    },
    close: () => reader.cancel(),
  };
}

function isHeartbeat({ event, data }: EventSourceMessage): boolean {
  return event === 'heartbeat' || data.startsWith('{"type":"heartbeat"');
}

/** The payload of an event. */
export function payload<Payload>({ data }: { readonly data: string }): Payload {
  return JSON.parse(data) as Payload;
}

/** Numbers of purchase events. */
export function seqs(events: readonly { readonly data: string }[]): readonly number[] {
  return events.map((event) => payload<PurchaseStatusChanged>(event).seq);
}

/** Whole numbers from `first`. */
export function countingFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => first + place);
}

/** A purchase whose status is known, and one it can be changed to. */
export async function somePurchase(
  who: Visitor,
  kind: PurchaseKind = 'supply',
  place = 0,
): Promise<{ readonly path: string; readonly id: number; readonly from: PurchaseStatus; readonly to: PurchaseStatus }> {
  const path = `/api/purchases/${kind}?length=1&start=${place}&columns[0][data]=id&order[0][column]=0`;
  const { body } = await who.get<{ data: { id: number; status: PurchaseStatus }[] }>(path);
  const [row] = body.data;
  if (row === undefined) throw new Error('There are no purchases.');
  const to = row.status === 'pending' ? 'confirmed' : 'pending';
  return { path: `/api/purchases/${kind}/${row.id}`, id: row.id, from: row.status, to };
}

/** Somebody's notifications about one purchase, newest first. */
export async function notificationsOf(who: Visitor, batchId: number): Promise<readonly DispatchNotification[]> {
  const { body } = await who.get<{ notifications: readonly DispatchNotification[] }>('/api/notifications');
  return body.notifications.filter(({ batch_id }) => batch_id === batchId);
}

/** What a refusal says: it must be a problem of this status. */
export function refusal(answer: Answer<unknown>): Problem {
  const type = answer.headers.get('Content-Type');
  if (type !== 'application/problem+json') throw new Error(`Not a problem but ${answer.status} ${type}.`);
  return answer.body as Problem;
}

/** A path for a database of a test's own, in a folder that `remove` deletes. */
export async function ownDatabase(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-demo-test-'));
  return { path: join(folder, 'demo.sqlite'), remove: () => rm(folder, { recursive: true, force: true }) };
}
