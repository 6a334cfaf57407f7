// @vitest-environment happy-native
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

it('has a document, and a fetch whose abort is an AbortError', async () => {
  document.body.innerHTML = '<b>here</b>';
  expect(document.querySelector('b')?.textContent).toBe('here');

  const server = createServer((_request, response) => response.writeHead(200).write('first')).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const controller = new AbortController();
  // Another origin than the document's: happy-dom's fetch would ask for leave with OPTIONS first.
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    signal: controller.signal,
  });
  const reader = response.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
  controller.abort();
  await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
