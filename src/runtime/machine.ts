import type { Begin, Config, Effect, Happening, Notice, State } from '../core/model.ts';
import { type ClientState, initialState, phaseOf, retryAtOf } from '../core/state.ts';
import { step } from '../core/step.ts';
import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';
import { type Alarm, createAlarm } from './alarm.ts';

/** The machine's hands: what it does not decide but does. None of these may call code of the page, `settled` aside. */
export interface Hands {
  send(effect: Begin): void;
  abort(attempt: number): void;
  watch(on: boolean): void;
  flush(): void;
  /** The state as people see it has changed. */
  changed(state: ClientState, previous: ClientState): void;
  notice(notice: Notice): void;
  /** All effects are done; people may be told. */
  settled(): void;
}

/** The latest chunk of a stream that is flowing. */
export interface Pulse {
  attempt: number;
  at: Millis;
  wall: Millis;
  lastEventId: string | undefined;
}

/** Stamps what happens, steps the core, and has the effects done in order. The only caller of `step`. */
export class Machine {
  readonly #config: Config;
  readonly #platform: Platform;
  readonly #hands: Hands;
  readonly #alarm: Alarm;
  #pending: Effect[] = [];
  #acting = false;
  readonly #pulse: Pulse = { attempt: 0, at: 0, wall: 0, lastEventId: undefined };
  #hasPulse = false;
  /** How many inputs there have been: while it stands still, so does the state. */
  inputs = 0;
  /** For quick looks; never changed from outside. */
  state: State;
  /** As people see it: frozen, the same object until something changes. */
  clientState: ClientState;

  constructor(config: Config, platform: Platform, lastEventId: string, hands: Hands) {
    this.#config = config;
    this.#platform = platform;
    this.#hands = hands;
    this.#alarm = createAlarm(platform, () => this.post({ type: 'tick' }));
    this.state = initialState(config, lastEventId);
    this.clientState = this.#snapshot(platform.wallNow());
  }

  /**
   * The state changes at once, even when this is called from within an effect; the effects are done in order, by the
   * outermost call.
   */
  post(happening: Happening): void {
    this.inputs++;
    this.#tellPulse();
    const platform = this.#platform;
    const stamp = { at: platform.now(), wall: platform.wallNow(), roll: platform.random() };
    const [after, effects] = step(this.state, { ...happening, ...stamp }, this.#config);
    if (after === this.state) return;
    this.state = after;
    if (effects.length === 0) return;
    if (happening.type === 'close') {
      // It is final when it returns, even where an effect caused it (a listener of an abort): what was still to be begun
      // or told is not any more, and the rest is done now.
      this.#pending = this.#pending.filter(({ type }) => type === 'abort' || type === 'alarm' || type === 'watch');
      this.#acting = false;
    }
    this.#pending.push(...effects);
    if (this.#acting) return;
    this.#acting = true;
    try {
      for (let effect = this.#pending.shift(); effect; effect = this.#pending.shift()) this.#act(effect);
    } finally {
      this.#acting = false;
    }
    this.#hands.settled();
  }

  /**
   * A chunk was read. On a stream that is flowing this only moves the time of its last byte and the last event id, and
   * the core is told before anything else happens: a thousand chunks in between are one input.
   *
   * @returns The time by both clocks; read it at once, the record is used again.
   */
  received(attempt: number, lastEventId: string | undefined, retryMs: Millis | undefined): Readonly<Pulse> {
    if (retryMs === undefined && this.state.stream?.flowing) {
      const pulse = this.beat(attempt);
      pulse.lastEventId = lastEventId ?? pulse.lastEventId;
    } else {
      this.#readClocks();
      this.post({ type: 'received', attempt, lastEventId, retryMs });
    }
    return this.#pulse;
  }

  /**
   * Bytes came on a stream that is flowing.
   *
   * @returns The record of it, to be kept no longer than {@link inputs} stands still. Until then `lastEventId` may be
   * moved with the blocks of the chunk as they are completed.
   */
  beat(attempt: number): Pulse {
    this.#readClocks();
    this.#pulse.attempt = attempt;
    this.#hasPulse = true;
    return this.#pulse;
  }

  /** Within one millisecond the time by the other clock, which costs more to read, stands still too. */
  #readClocks(): void {
    const pulse = this.#pulse;
    const wall = this.#platform.wallNow();
    if (wall !== pulse.wall) pulse.at = this.#platform.now();
    pulse.wall = wall;
  }

  #tellPulse(): void {
    if (!this.#hasPulse) return;
    this.#hasPulse = false;
    const { attempt, at, wall, lastEventId } = this.#pulse;
    this.#pulse.lastEventId = undefined;
    const input = { type: 'received', attempt, lastEventId, retryMs: undefined, at, wall, roll: 0 } as const;
    // Only timestamps and the id move: there is nothing to be done.
    this.state = step(this.state, input, this.#config)[0];
  }

  #act(effect: Effect): void {
    const hands = this.#hands;
    switch (effect.type) {
      case 'begin':
        return hands.send(effect);
      case 'abort':
        return hands.abort(effect.attempt);
      case 'alarm':
        return this.#alarm.set(effect.at);
      case 'watch':
        return hands.watch(effect.on);
      case 'flush':
        return hands.flush();
      case 'state': {
        const previous = this.clientState;
        const isSamePhase = phaseOf(this.state, this.#config) === previous.phase;
        this.clientState = this.#snapshot(isSamePhase ? previous.since : this.#platform.wallNow());
        return hands.changed(this.clientState, previous);
      }
      default:
        return hands.notice(effect);
    }
  }

  #snapshot(since: Millis): ClientState {
    const { state } = this;
    const platform = this.#platform;
    const retryAt = retryAtOf(state);
    return Object.freeze({
      phase: phaseOf(state, this.#config),
      attempt: state.failures,
      since,
      retryAt: retryAt === null ? null : Math.round(platform.wallNow() + retryAt - platform.now()),
      pausedBy: state.pausedBy,
      error: state.error,
    });
  }
}
