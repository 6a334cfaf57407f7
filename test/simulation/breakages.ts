/** One deliberate fault: a line of the source as it is, and as it must not be. */
export interface Breakage {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Faults that people really make; the simulator must find every one. */
export const BREAKAGES: readonly Breakage[] = [
  {
    name: 'late news of an old attempt is believed',
    file: 'src/core/step.ts',
    find: 'stream?.attempt === attempt ? stream :',
    replace: 'stream ? stream :',
  },
  {
    name: 'a stream that is replaced is not aborted',
    file: 'src/core/reconcile.ts',
    find: "effects.push({ type: 'abort', attempt: old.attempt });",
    replace: '',
  },
  {
    name: 'close() leaves the deadlines standing',
    file: 'src/core/turn.ts',
    find: "disarm(turn, 'connect', 'look', 'retry', 'probe');",
    replace: '',
  },
  {
    name: 'close() keeps listening to the page',
    file: 'src/core/reconcile.ts',
    find: 'if (on !== wasOn)',
    replace: 'if (on && !wasOn)',
  },
  {
    name: 'pausing leaves the stream open',
    file: 'src/core/page.ts',
    find: '  halt(turn);\n  s.pausedBy = reason;',
    replace: '  s.pausedBy = reason;',
  },
  {
    name: 'a page that is back stays paused',
    file: 'src/core/page.ts',
    find: 'if (!pauseIfAway(turn)) wake(turn);',
    replace: 'pauseIfAway(turn);',
  },
  {
    name: 'a signal that came too soon is forgotten',
    file: 'src/core/page.ts',
    find: 'timers.wake = s.wokeAt + WAKE_APART_MS;',
    replace: '',
  },
  {
    name: 'falling back forgets to probe the stream',
    file: 'src/core/fallback.ts',
    find: '  scheduleProbe(turn, retryAfterMs);\n  startPoll(turn);',
    replace: '  startPoll(turn);',
  },
  {
    name: 'a failed poll ends polling',
    file: 'src/core/fallback.ts',
    find: 'if (s.fallback) timers.poll = at',
    replace: 'if (s.fallback && s.pollFailures === 0) timers.poll = at',
  },
  {
    name: 'silence is never judged',
    file: 'src/core/stream.ts',
    find: '    timers.look = at + Math.min(LOOK_MS, leftMs);',
    replace: '    void leftMs;',
  },
  {
    name: 'a request may wait for its headers for ever',
    file: 'src/core/stream.ts',
    find: 'timers.connect = at + config.connectTimeoutMs;',
    replace: '',
  },
  {
    name: 'the last event id does not move with what is received',
    file: 'src/core/stream.ts',
    find: 's.lastEventId = lastEventId ?? s.lastEventId;',
    replace: '',
  },
  {
    name: 'duplicates are delivered',
    file: 'src/delivery/dedupe.ts',
    find: 'if (earlier !== undefined && earlier !== connection && earlier < anew === connection < anew) return false;',
    replace: '',
  },
  {
    name: 'ids repeated by a poll are forgotten at once',
    file: 'src/delivery/dedupe.ts',
    find: 'younger.set(id, connection);',
    replace: 'if (younger.size < 3) younger.set(id, connection);',
  },
  {
    name: 'events are delivered after close()',
    file: 'src/runtime/sink.ts',
    find: 'if (frames.length === 0 || generation() !== mine) return undefined;',
    replace: 'if (frames.length === 0) return undefined;',
  },
  {
    name: 'a chunk goes on being delivered whatever a handler did meanwhile',
    file: 'src/runtime/sink.ts',
    find: '((!chunk || machine.inputs !== inputs) && !begin())',
    replace: '(!chunk && !begin())',
  },
  {
    name: 'the last event id does not move with blocks that are delivered at once',
    file: 'src/runtime/sink.ts',
    find: 'if (frame.id !== undefined) pulse.lastEventId = frame.id;',
    replace: '',
  },
  {
    name: 'close() and connect() resume behind events that were dropped',
    file: 'src/runtime/runtime.ts',
    find: 'const { lastEventId } = this.#delivery;',
    replace: 'const { lastEventId } = this.#machine.state;',
  },
  {
    name: 'the place in the stream moves before the event is told',
    file: 'src/delivery/pipeline.ts',
    find: "if (isNew === false) return this.#outlet.suppressed(event, 'dedupe');",
    replace: "if (isNew === false) return this.#outlet.suppressed(event, 'dedupe'); this.#outlet.progressed(attempt);",
  },
  {
    name: 'the alarm is not set again for a second deadline at the same time, or after an early one',
    file: 'src/core/reconcile.ts',
    find: 'if (alarmSpent || at !== earliest(before))',
    replace: 'if (at !== earliest(before) && !alarmSpent)',
  },
  {
    name: 'a gap without ids goes unmentioned',
    file: 'src/core/stream.ts',
    find: "if (resync) notices.push({ type: 'resync', reason: resync });",
    replace: '',
  },
  {
    name: 'a refreshed token that is refused is refreshed again, for ever',
    file: 'src/core/credentials.ts',
    find: "!config.refreshable || link.reason === 'unauthorized'",
    replace: '!config.refreshable',
  },
  {
    name: 'what a handler throws is swallowed',
    file: 'src/runtime/emitter.ts',
    find: '      report(error);',
    replace: '      void error;',
  },
  {
    name: 'a paused page goes on polling',
    file: 'src/core/turn.ts',
    find: "  setPoll(turn, null);\n  disarm(turn, 'hide', 'wake');",
    replace: "  disarm(turn, 'hide', 'wake');",
  },
];
