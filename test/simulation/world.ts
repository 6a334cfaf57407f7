import { SseClient } from '../../src/index.ts';
import { createFakePage, createVirtualClock } from '../../src/testing/index.ts';
import type { Op, Trap } from './ops.ts';
import { seededRandom } from './random.ts';
import { createSimulatedServer } from './server.ts';

/** What kind of world it is; each seed has its own. */
export interface Setting {
  readonly seed: number;
  readonly hasIds: boolean;
  readonly hasPolling: boolean;
  readonly pausesHidden: boolean;
}

/** The real client in a simulated world, and the list of what was found wrong. */
export interface World {
  apply(op: Op): Promise<void>;
  /** Everything is well again: the client must be, too, and have everything. */
  heal(): Promise<void>;
  readonly broken: readonly string[];
}

/** Long enough for any wait, probe and pause to be over. */
const HEALING_MS = 20 * 60_000;

export function createWorld({ seed, hasIds, hasPolling, pausesHidden }: Setting): World {
  const server = createSimulatedServer(hasIds);
  const page = createFakePage();
  const clock = createVirtualClock({ fetch: server.fetch, random: seededRandom(seed ^ 0x5eed) });
  const broken: string[] = [];
  let thrown = 0;
  const must = (holds: boolean, rule: string): void => void (holds || broken.push(rule));

  let token = server.freshToken;
  let refreshes = 0;
  const client = new SseClient<{ message: { n: number } }>('https://api.test/stream', {
    platform: clock.platform,
    page,
    transport: server.transport,
    headers({ reason }) {
      if (reason === 'unauthorized') {
        token = server.freshToken;
        refreshes++;
      }
      return { authorization: String(token), 'x-reason': reason };
    },
    polling: hasPolling
      ? { url: 'https://api.test/poll', toEvents: (body) => body as readonly { type: 'message'; data: unknown }[] }
      : false,
    visibility: pausesHidden ? { pauseAfterMs: 10_000 } : false,
  });

  // ── what the page sees ──
  let mayCall = true;
  let lastDelivered = 0;
  let opens = 0;
  let resyncs = 0;
  const traps = new Map<string, Trap>();
  let trapped = false;
  function called(what: string): void {
    must(mayCall, `C2: a callback (${what}) after close()`);
    const trap = traps.get(what);
    traps.delete(what);
    trapped ||= trap !== undefined;
    if (trap === 'close' || trap === 'close-connect') close();
    if (trap === 'close-connect') connect();
    if (trap === 'reconnect') reconnect();
    if (trap !== 'throw') return;
    thrown++;
    throw new Error('A handler threw.');
  }
  function close(): void {
    client.close();
    mayCall = false;
    must(client.state.phase === 'closed', 'C2: not closed at once');
  }
  function connect(): void {
    mayCall = true;
    client.connect();
    // A trap may have closed it again meanwhile.
    must(!mayCall || !['idle', 'closed', 'failed'].includes(client.state.phase), 'C2: connect() did nothing');
  }
  function reconnect(): void {
    mayCall = true;
    client.reconnect();
  }
  client.on('message', ({ n }, event) => {
    must(n <= server.published, 'C7: an event of a connection that was given up');
    if (hasIds) must(n === lastDelivered + 1, `D1, D2: event ${n} came after ${lastDelivered}`);
    else must(n > lastDelivered, `D1: event ${n} came after ${lastDelivered}`);
    if (hasIds)
      must(
        client.lastEventId === event.lastEventId && event.id === String(n),
        'D1: the id does not belong to the event',
      );
    lastDelivered = n;
    called('event');
  });
  client.lifecycle.on('state', (state) => {
    must(Object.isFrozen(state), 'S1: the state is not frozen');
    if (state.phase !== 'closed') called('state');
  });
  client.lifecycle.on('error', () => called('error'));
  client.lifecycle.on('resync', () => void resyncs++);
  client.lifecycle.on('open', () => {
    // One that closes the client here does not hear of the gap any more.
    if (!traps.get('open')?.startsWith('close')) opens++;
    called('open');
  });

  // ── what must hold, always ──
  function check(): void {
    const { phase } = client.state;
    const alive = server.transport.alive;
    must(alive <= 1 && server.alivePolls <= 1, `C1: ${alive} streams and ${server.alivePolls} polls at once`);
    const stopped = phase === 'idle' || phase === 'closed' || phase === 'failed';
    must(!stopped || alive + server.alivePolls === 0, `C2: ${phase}, but a request is out`);
    must(!stopped || clock.pendingTimers === 0, `C2: ${phase}, but a timer is set`);
    must(!stopped || page.listeners === 0, `C2: ${phase}, but listening to the page`);
    must(phase !== 'paused' || alive + server.alivePolls === 0, 'V1, P7: paused, but a request is out');
    must(page.read().halted === null || stopped || phase === 'paused', 'V3: at work on a page that is frozen or gone');
    must(
      stopped || phase === 'paused' || clock.pendingTimers > 0,
      `C5, H2, B5: ${phase}, with nothing due: it could hang`,
    );
    must(phase !== 'open' || alive === 1, 'C1: open without a stream');
    must(client.state === client.state, 'S1: two reads give two states');
    must(clock.pendingTimers <= 1, `H3: ${clock.pendingTimers} timers for one client`);
    must(
      clock.reportedErrors.length === thrown,
      `D1: ${thrown} handlers threw, ${clock.reportedErrors.length} errors were reported`,
    );
    must(hasIds || opens - 1 <= resyncs || opens === 0, 'D4: a gap without resync');
  }

  let seen = 0;
  /** New requests ask for what follows the last event that was received: here handlers are never behind. */
  function checkRequests(): void {
    for (const { lastEventId } of server.transport.connections.slice(seen)) {
      must(lastEventId === client.lastEventId, `C3: asked for ${lastEventId}, received ${client.lastEventId}`);
    }
    seen = server.transport.connections.length;
  }

  async function apply(op: Op): Promise<void> {
    let before = client.state;
    trapped = false;
    switch (op.op) {
      case 'connect':
        connect();
        break;
      case 'close':
        close();
        break;
      case 'reconnect':
        reconnect();
        break;
      case 'advance':
        await clock.advance(op.ms);
        break;
      case 'sleep':
      case 'stall':
        clock[op.op](op.ms);
        break;
      case 'answer':
        server.answer(op.how);
        // Unless a listener of the page tried again of its own accord.
        if (server.unauthorizedReason === 'unauthorized' && !trapped)
          must(client.state.phase !== 'connecting', 'A2: refused twice, and tried again');
        break;
      case 'answerPoll':
        server.answerPoll(op.how);
        break;
      case 'publish':
        server.publish(op.count);
        break;
      case 'late':
        before = client.state;
        server.late(op.which, op.what);
        must(client.state === before, 'C7: late news changed the state');
        break;
      case 'trap':
        traps.set(op.on, op.does);
        break;
      case 'comment':
      case 'mute':
      case 'end':
      case 'cut':
      case 'expireTokens':
        server[op.op]();
        break;
      default:
        page[op.op]();
    }
    await clock.settle();
    checkRequests();
    check();
  }

  return {
    broken,
    apply,
    async heal() {
      traps.clear();
      page.comeBack();
      page.goOnline();
      server.heal();
      connect();
      await clock.advance(2_000);
      // A stream that was refused for good is asked for again by the page alone (C4).
      if (server.refusals > 0) reconnect();
      // Tokens that expired twice while one request was out are a second 401 in a row (A2).
      if (client.state.phase === 'failed') connect();
      server.publish(3);
      // A stream that had been muted is found out by its silence, and what it missed is replayed.
      const isWell = (): boolean => client.state.phase === 'open' && (!hasIds || lastDelivered === server.published);
      for (let left = HEALING_MS; left > 0 && !isWell(); left -= 10_000) {
        await clock.advance(10_000);
        // A server that is well beats: without a byte no probe can show that the stream is back (P6).
        server.comment();
      }
      must(client.state.phase === 'open', `B5: healed, but ${client.state.phase}`);
      if (hasIds) must(lastDelivered === server.published, `C6: ${server.published - lastDelivered} events lost`);
      const asked = refreshes;
      client.close();
      mayCall = false;
      server.publish(2);
      await clock.advance(HEALING_MS);
      must(
        clock.pendingTimers + server.transport.alive + server.alivePolls + page.listeners === 0,
        'C2: something is left after close()',
      );
      must(refreshes === asked, 'C2: headers were asked for after close()');
    },
  };
}
