import type { Begin, Config, Effect, Happening, Notice, State } from '../core/model.ts';
import { type ClientState, initialState, phaseOf, retryAtOf } from '../core/state.ts';
import { step } from '../core/step.ts';
import type { Platform } from '../platform/platform.ts';
import { createAlarm } from './alarm.ts';

/** The machine's hands: what it does not decide but does. None of these may call code of the page. */
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

/** Stamps what happens, steps the core, and has the effects done in order. The only caller of `step`. */
export interface Machine {
  post(happening: Happening): void;
  /** For quick looks; the core's own state, never changed from outside. */
  readonly state: State;
  /** As people see it: frozen, the same object until something changes. */
  readonly clientState: ClientState;
}

export function createMachine(config: Config, platform: Platform, lastEventId: string, hands: Hands): Machine {
  let state = initialState(config, lastEventId);
  let clientState: ClientState = snapshot(platform.wallNow());
  let pending: Effect[] = [];
  let acting = false;
  const alarm = createAlarm(platform, () => post({ type: 'tick' }));

  function snapshot(since: number): ClientState {
    const retryAt = retryAtOf(state);
    return Object.freeze({
      phase: phaseOf(state, config),
      attempt: state.failures,
      since,
      retryAt: retryAt === null ? null : Math.round(platform.wallNow() + retryAt - platform.now()),
      pausedBy: state.pausedBy,
      error: state.error,
    });
  }

  function act(effect: Effect): void {
    switch (effect.type) {
      case 'begin':
        return hands.send(effect);
      case 'abort':
        return hands.abort(effect.attempt);
      case 'alarm':
        return alarm.set(effect.at);
      case 'watch':
        return hands.watch(effect.on);
      case 'flush':
        return hands.flush();
      case 'state': {
        const phase = phaseOf(state, config);
        const previous = clientState;
        clientState = snapshot(phase === previous.phase ? previous.since : platform.wallNow());
        return hands.changed(clientState, previous);
      }
      default:
        return hands.notice(effect);
    }
  }

  /**
   * The state changes at once, even when this is called from within an effect; the effects are done in order, by the
   * outermost call.
   */
  function post(happening: Happening): void {
    const [after, effects] = step(
      state,
      { ...happening, at: platform.now(), wall: platform.wallNow(), roll: platform.random() },
      config,
    );
    if (after === state) return;
    state = after;
    if (effects.length === 0) return;
    if (happening.type === 'close') {
      // It is final when it returns, even where an effect caused it (a listener of an abort): what was still to be begun
      // or told is not any more, and the rest is done now.
      pending = pending.filter(({ type }) => type === 'abort' || type === 'alarm' || type === 'watch');
      acting = false;
    }
    pending.push(...effects);
    if (acting) return;
    acting = true;
    try {
      for (let effect = pending.shift(); effect; effect = pending.shift()) act(effect);
    } finally {
      acting = false;
    }
    hands.settled();
  }

  return {
    post,
    get state() {
      return state;
    },
    get clientState() {
      return clientState;
    },
  };
}
