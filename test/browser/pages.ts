import type { FaultServer } from '../support/fault-server.ts';
import { bundleScripts } from './bundles.ts';

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>lab</title><link rel="icon" href="data:,">' +
  '<script src="/sdk/instruments.js"></script><script type="module" src="/sdk/page.js"></script>';

/** Serves the page at `/page`, another at `/elsewhere`, and the scripts. */
export async function servePages(server: FaultServer): Promise<void> {
  for (const [name, text] of await bundleScripts()) {
    server.on(`/sdk/${name}`, (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, text));
  }
  server.on('/page', (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, PAGE));
  server.on('/elsewhere', (exchange) =>
    exchange.reply(200, { 'content-type': 'text/html' }, '<!doctype html><title>elsewhere</title>'),
  );
}
