import { createServer, type AddressInfo } from 'node:net';
import { ensureProgram } from '../../scripts/browsers.mjs';
import type { Run } from '../browser/hands.ts';
import type { Engine, Tab } from './engine.ts';
import { startLeashed } from './leash.ts';
import { untilTrue } from './until-true.ts';
import { isLoaded, untilVisibility } from './in-page.ts';
import { beginSession, type WebDriverSession } from './webdriver.ts';

/** WebKitGTK's own small browser on a display that nobody sees, over W3C WebDriver. */
export async function startWebKit(): Promise<Engine> {
  const screen = ['-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
  const display = startLeashed(ensureProgram('xvfb'), ['-displayfd', '1', ...screen]);
  const end = async (): Promise<void> => {
    await driver?.end();
    await display.end();
  };
  let driver: ReturnType<typeof startLeashed> | undefined;
  try {
    const number = await display.untilSaid(/(\d+)\n/);
    const port = await freePort();
    driver = startLeashed(ensureProgram('webkit'), [`--port=${port}`], {
      DISPLAY: `:${number}`,
      // Another display server or a sandbox would be used where there is one; neither is to be had in containers.
      WAYLAND_DISPLAY: '',
      GDK_BACKEND: 'x11',
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    });
    const origin = `http://127.0.0.1:${port}`;
    const answers = (): Promise<boolean> =>
      fetch(`${origin}/status`)
        .then(({ ok }) => ok)
        .catch(() => false);
    await untilTrue(answers, 'WebKitWebDriver does not answer');
    const session = await beginSession(origin);
    return {
      open: (url) => openWindow(session, url),
      async close() {
        await session.end();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Each page has a window of its own: the driver can minimise windows, and cannot bring a tab to the front. */
async function openWindow(session: WebDriverSession, url: string): Promise<Tab> {
  const handle = await session.newWindow();
  const run = (async (task, ...args) => {
    const script = `const [args, done] = arguments; (async () => (${String(task)})(...args))()
      .then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const answer = await session.tell(handle, 'POST', 'execute/async', { script, args: [args] });
    const { value, error } = answer as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }) as Run;
  const untilAt = (address: string): Promise<void> => {
    // What is asked while one page takes the place of another may never be answered.
    const question = { script: `return (${String(isLoaded)})(...arguments)`, args: [address] };
    const isThere = (): Promise<boolean> =>
      session.tell(handle, 'POST', 'execute/sync', question, 1_000).then(Boolean, () => false);
    return untilTrue(isThere, `${address} is not there`);
  };
  const goTo = async (address: string): Promise<void> => {
    await session.tell(handle, 'POST', 'url', { url: address });
    await untilAt(address);
  };
  await goTo(url);
  return {
    run,
    goTo,
    async goBackTo(address) {
      await session.tell(handle, 'POST', 'back', {});
      await untilAt(address);
    },
    async hide() {
      await session.tell(handle, 'POST', 'window/minimize', {});
      await untilVisibility(run, 'hidden');
    },
    async show() {
      // To move a window is to restore it; `maximize` waits for a window manager that is not there.
      await session.tell(handle, 'POST', 'window/rect', { x: 0, y: 0 });
      await untilVisibility(run, 'visible');
    },
    async close() {
      await session.tell(handle, 'DELETE', 'window');
    },
  };
}

/** The driver takes no port of its own choice, nor says which it has. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
