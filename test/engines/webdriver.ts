/** What a session is told (W3C WebDriver), in the window with this handle: the session has one current window. */
export interface WebDriverSession {
  /** Opens a window and gives its handle. */
  newWindow(): Promise<string>;
  /** One command, such as `POST url`; gives its value. */
  tell(handle: string, method: 'POST' | 'DELETE', command: string, body?: object, answerMs?: number): Promise<unknown>;
  /** Ends the session, and with it the browser. */
  end(): Promise<void>;
}

/** Begins a session with the driver at this origin. Commands are carried out one after another. */
export async function beginSession(origin: string): Promise<WebDriverSession> {
  const { sessionId } = (await send(origin, 'POST', '/session', { capabilities: PATIENT })) as { sessionId: string };
  const path = `/session/${sessionId}`;
  await send(origin, 'POST', `${path}/timeouts`, { script: SCRIPT_MS });
  const first = await send(origin, 'GET', `${path}/window`);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
  return {
    newWindow: () =>
      inTurn(async () => {
        // The window of the last command may be closed.
        await send(origin, 'POST', `${path}/window`, { handle: first });
        const made = await send(origin, 'POST', `${path}/window/new`, { type: 'window' });
        return (made as { handle: string }).handle;
      }),
    tell: (handle, method, command, body, answerMs) =>
      inTurn(async () => {
        await send(origin, 'POST', `${path}/window`, { handle });
        return send(origin, method, `${path}/${command}`, body, answerMs);
      }),
    async end() {
      // A browser that hangs does not keep the driver from being killed.
      await send(origin, 'DELETE', path, undefined, FAREWELL_MS).catch(() => {});
    },
  };
}

/** The driver waits for no page: it waits for ever where pages come out of the back-forward cache. */
const PATIENT = { alwaysMatch: { pageLoadStrategy: 'none' } };

/** A script that takes longer than a test may is given up. */
const SCRIPT_MS = 30_000;

/** What takes longer than that is not answered at all. */
const ANSWER_MS = 40_000;
const FAREWELL_MS = 5_000;

async function send(
  origin: string,
  method: string,
  path: string,
  body?: object,
  answerMs: number = ANSWER_MS,
): Promise<unknown> {
  const signal = AbortSignal.timeout(answerMs);
  const response = await fetch(origin + path, { method, signal, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${method} ${path}: ${error}, ${message}`);
}
