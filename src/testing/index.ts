/** Drive a client, and the page above it, without a network and without waiting. */
export { createFakePage, type FakePage } from './fake-page.ts';
export {
  createScriptedTransport,
  type ScriptedConnection,
  type ScriptedFrame,
  type ScriptedTransport,
} from './scripted-transport.ts';
export { type TestClient, type TestClientOptions, testClient } from './test-client.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
