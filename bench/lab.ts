import type { Page } from 'puppeteer-core';
import { bundlePage } from './bundle.ts';
import { launchChromium } from './chromium.ts';
import { sendText, startServer } from './server.ts';
import { cutStream, stampedStream, tellClock, workloadStream } from './streams.ts';

/** A server with everything the bench streams, and a browser that looks at it. Disposing of it closes both. */
export interface Lab extends AsyncDisposable {
  /** The browser's version. */
  readonly version: string;
  /** Opens a page with nothing on it but the bench's code. */
  openPage(): Promise<Page>;
}

const HTML = '<!doctype html><title>bench</title><link rel="icon" href="data:,"><body><script src="/page.js"></script>';

/** Bundles the page's code, starts the server and the browser. */
export async function openLab(): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const { stream, cut } = cutStream();
  const server = opening.use(
    await startServer({
      '/': sendText('text/html', HTML),
      '/page.js': sendText('text/javascript', await bundlePage()),
      '/stream/small': workloadStream('small'),
      '/stamped': stampedStream(),
      '/clock': tellClock(),
      '/cut-often': stream,
      '/cut': cut,
    }),
  );
  const browser = opening.adopt(await launchChromium(), (launched) => launched.close());
  const version = (await browser.version()).replace(/^.*\//, '');
  const opened = opening.move();
  return {
    version,
    openPage: async () => {
      const page = await browser.newPage();
      await page.goto(server.origin);
      return page;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
