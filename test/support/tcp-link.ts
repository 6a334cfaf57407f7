import { connect, type Socket } from 'node:net';
import { EARLY, type Fault, PASSING } from './tcp-faults.ts';

/** What a link needs from its proxy. */
export interface TcpLinkHost {
  /** The server's. */
  readonly port: number;
  /** The next thing to happen to this connection; `undefined`: nothing. */
  nextFault(): Fault | undefined;
  /** A fault has struck while a request or its answer was on the way. */
  struck(fault: Fault, link: { readonly bytes: number; readonly isStream: boolean }): void;
  /** A request has reached the server. */
  forwarded(): void;
  /** Both ends are gone. */
  closed(): void;
}

/** The longest that a dead connection is kept for a client that does not notice. */
const KEPT_MS = 30_000;
/** How long the server keeps a connection whose request came after its client had left. */
const GHOST_MS = 300;
const TRICKLE_EVERY_MS = 4;
const TRICKLE_BYTES = 7;
/** A request for a stream, which is what most faults are meant for. */
const STREAM_REQUEST = /accept: *text\/event-stream/i;

/** One client connection through the proxy and the server connection that belongs to it. */
export class TcpLink {
  readonly #inner: Socket;
  readonly #host: TcpLinkHost;
  readonly #timers = new Set<NodeJS.Timeout>();
  #outer: Socket | undefined;
  #fault: Fault | undefined;
  /** The fault struck before the server had the request: it is kept from it, perhaps for ever. */
  #isKept: boolean;
  #request: Buffer[] = [];
  #isStream = false;
  /** Down to the client: whether anything may pass, what waits, how many bytes have been let through. */
  #mode: 'pass' | 'hold' | 'trickle' | 'dead' = 'pass';
  #waiting: Buffer[] = [];
  #bytes = 0;
  #strikeAtBytes = Infinity;
  #delayMs = 0;
  /** On their way to the client, late. They stay in order, however the delay changes. */
  #late: Buffer[] = [];
  #isLingering = false;

  constructor(inner: Socket, host: TcpLinkHost) {
    this.#inner = inner.setNoDelay();
    this.#host = host;
    this.#fault = host.nextFault();
    this.#isKept = this.#fault !== undefined && EARLY.has(this.#fault.kind);
    inner.on('error', () => {});
    inner.on('data', (chunk: Buffer) => this.#up(chunk));
    inner.once('close', () => this.#clientGone());
  }

  /** The weather has changed: from now on something happens to this connection too. */
  brew(): void {
    if (this.#fault === undefined && this.#mode === 'pass') this.#arm();
  }

  /** Nothing more happens; what is held back goes on its way. What is dead already stays dead. */
  calm(): void {
    if (!this.#isKept) this.#fault = undefined;
    this.#strikeAtBytes = Infinity;
    this.#release();
  }

  /** A later request has reached the server, which is what this one may have been waiting for. */
  overtaken(): void {
    if (!this.#isOvertaking) return;
    this.#isKept = false;
    this.#fault = this.#host.nextFault();
    this.#forward();
    if (this.#inner.destroyed) this.#later(GHOST_MS, () => this.#destroyBoth());
  }

  destroy(): void {
    this.#destroyBoth();
    this.#over();
  }

  get #isOvertaking(): boolean {
    return this.#isKept && this.#fault?.kind === 'overtake' && this.#request.length > 0;
  }

  #up(chunk: Buffer): void {
    this.#isStream = STREAM_REQUEST.test(chunk.toString('latin1'));
    if (this.#outer !== undefined) {
      if (this.#outer.writable && this.#mode !== 'dead') this.#outer.write(chunk);
      return;
    }
    this.#request.push(chunk);
    if (!this.#isKept || this.#fault === undefined) this.#forward();
    else if (this.#request.length === 1) this.#keepFromServer(this.#fault);
  }

  #keepFromServer(fault: Fault): void {
    this.#struck(fault);
    if (fault.kind === 'refuse') this.#inner.resetAndDestroy();
    else if (fault.kind === 'black-hole') this.#later(KEPT_MS, () => this.#destroyBoth());
    // Even if the client has given up meanwhile: the server is to see the two in the wrong order.
    else this.#later(fault.lastsMs, () => this.overtaken());
  }

  #forward(): void {
    const outer = connect(this.#host.port, '127.0.0.1').setNoDelay();
    this.#outer = outer;
    outer.on('error', () => {});
    outer.on('data', (chunk: Buffer) => this.#down(chunk));
    outer.once('close', () => this.#serverGone());
    for (const part of this.#request) outer.write(part);
    this.#request = [];
    this.#host.forwarded();
  }

  /** Draws what happens next, counted from now and `restMs`. What belongs to the beginning happens as another would. */
  #arm(restMs = 0): void {
    const drawn = this.#fault ?? this.#host.nextFault();
    const fault: Fault | undefined = drawn && EARLY.has(drawn.kind) ? { ...drawn, kind: 'cut' } : drawn;
    this.#fault = fault;
    if (fault === undefined) return;
    this.#strikeAtBytes = this.#bytes + Math.max(1, fault.afterBytes);
    this.#later(restMs + fault.afterMs, () => {
      // Not if it struck already, and not before there was an answer to strike.
      if (this.#fault === fault && this.#bytes > 0) this.#strike(fault);
    });
  }

  /** Bytes from the server, as far as the faults let them. */
  #down(chunk: Buffer): void {
    if (this.#mode === 'dead') return;
    if (this.#mode !== 'pass') return void this.#waiting.push(chunk);
    if (this.#bytes === 0 && this.#fault !== undefined) this.#arm();
    const fits = chunk.subarray(0, this.#strikeAtBytes - this.#bytes);
    this.#bytes += fits.length;
    this.#toClient(fits);
    if (fits.length === chunk.length) return;
    this.#strikeAtBytes = Infinity;
    if (this.#fault !== undefined) this.#strike(this.#fault);
    this.#down(chunk.subarray(fits.length));
  }

  #strike(fault: Fault): void {
    this.#struck(fault);
    this.#fault = undefined;
    const { kind, lastsMs } = fault;
    if (!PASSING.has(kind)) return this.#end(fault);
    if (kind === 'delay') this.#delayMs = lastsMs;
    else {
      this.#mode = kind === 'stall' ? 'hold' : 'trickle';
      this.#later(lastsMs, () => this.#release());
      this.#trickle();
    }
    this.#arm(lastsMs);
  }

  #struck(fault: Fault): void {
    this.#host.struck(fault, { bytes: this.#bytes, isStream: this.#isStream });
  }

  #end({ kind, lastsMs }: Fault): void {
    this.#mode = 'dead';
    this.#waiting = [];
    this.#isLingering = kind === 'linger';
    if (kind === 'reset') this.#inner.resetAndDestroy();
    else if (kind !== 'half-open') this.#inner.end();
    if (kind !== 'linger') this.#outer?.destroy();
    this.#later(kind === 'linger' ? lastsMs : KEPT_MS, () => this.#destroyBoth());
  }

  #trickle(): void {
    if (this.#mode !== 'trickle') return;
    const all = Buffer.concat(this.#waiting);
    this.#toClient(all.subarray(0, TRICKLE_BYTES));
    this.#waiting = [all.subarray(TRICKLE_BYTES)];
    this.#later(TRICKLE_EVERY_MS, () => this.#trickle());
  }

  #release(): void {
    if (this.#mode === 'dead') return;
    this.#mode = 'pass';
    const held = Buffer.concat(this.#waiting);
    this.#waiting = [];
    if (held.length > 0) this.#down(held);
  }

  #toClient(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#delayMs === 0) return void this.#write(chunk);
    this.#late.push(chunk);
    this.#later(this.#delayMs, () => this.#write(this.#late.shift()));
  }

  #write(chunk: Buffer | undefined): void {
    if (chunk !== undefined && this.#inner.writable) this.#inner.write(chunk);
  }

  #clientGone(): void {
    if (this.#isLingering || this.#isOvertaking) return;
    if (this.#outer === undefined || this.#outer.destroyed) this.#over();
    else this.#outer.destroy();
  }

  #serverGone(): void {
    if (this.#inner.destroyed) return this.#over();
    if (this.#mode === 'dead') return;
    // What was held back still arrives before the end does.
    this.#release();
    this.#later(this.#delayMs, () => this.#inner.destroySoon());
  }

  #destroyBoth(): void {
    this.#inner.destroy();
    this.#outer?.destroy();
  }

  #over(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#host.closed();
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}
