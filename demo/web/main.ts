/** Wires the page: one client, and the parts that show what it does. */
import type { SseClient } from 'holdfast';
import type { DemoEvents } from '../shared/demo-events.ts';
import { createConnectionView, toneOf } from './connection-view.ts';
import { createCountersView } from './counters-view.ts';
import { createDemoClient } from './demo-client.ts';
import { byId, setText } from './dom.ts';
import { createEventList } from './event-list.ts';
import { createFaultsView } from './faults-view.ts';
import { createLatency } from './latency.ts';
import { createProof, type Proof } from './proof.ts';
import { createProofView } from './proof-view.ts';
import { createTimeline } from './timeline-model.ts';
import { createTimelineView } from './timeline-view.ts';
import { createTokenStore } from './token-store.ts';

declare global {
  interface Window {
    /** For tests, and for the curious with an open console. */
    holdfastDemo: { readonly client: SseClient<DemoEvents>; readonly proof: Proof };
  }
}

const tokens = createTokenStore('/api/token');
const proof = createProof();
const timeline = createTimeline();
const latency = createLatency();
const client = createDemoClient(tokens, proof.rebase);
window.holdfastDemo = { client, proof };

const drawConnection = createConnectionView(client);
const drawTimeline = createTimelineView(byId('timeline'), timeline);
const drawProof = createProofView(proof);
const drawCounters = createCountersView();
const showEvent = createEventList();
const drawFaults = createFaultsView({ tokens, proof, onPress: ({ short }) => timeline.mark(short, Date.now()) });
let liveSince = Number.POSITIVE_INFINITY;

client.onAny((event) => {
  proof.note({ seq: event.data.seq, at: performance.now(), origin: event.origin });
  timeline.arrival(event.origin, event.receivedAt);
  // Replayed events were written before the stream was open: their age says nothing about its speed.
  const writtenAt = Date.parse(event.data.at);
  if (event.origin === 'stream' && writtenAt > liveSince) latency.note(event.receivedAt - writtenAt);
  showEvent(event);
});
client.lifecycle.on('resync', proof.rebase);
client.lifecycle.on('state', (state) => {
  if (state.phase === 'open') liveSince = state.since;
  timeline.phase(toneOf(state), Date.now());
  draw();
});

/** Everything that shows a time is drawn anew; what has not changed is not touched. */
function draw(): void {
  const now = Date.now();
  drawConnection(now);
  drawTimeline(now);
  drawProof();
  drawFaults(client.state.phase === 'open');
  drawCounters(client.metrics(), tokens.taken());
  setText(byId('last-event-id'), client.lastEventId || 'none yet');
  setText(byId('user'), tokens.user() || 'nobody yet');
  setText(byId('latency'), latency.words() || 'not measured yet');
}

setInterval(draw, 250);
client.connect();
draw();
