import type { Millis, SseEvent } from '../events.ts';
import type { DebounceOptions, DebounceRule } from '../options.ts';

/** Merges events that come in quick succession. Time comes in as an argument. */
export interface Debounce {
  /**
   * Takes an event.
   * @param payload - What two events have in common when they say the same: the undecoded data.
   * @returns Whether it is to be delivered now.
   */
  push(event: SseEvent, payload: unknown, at: Millis): boolean;
  /** Closes the windows that are due and returns what they held back. */
  due(at: Millis): readonly SseEvent[];
  /** When `due` has something to do; `null` for never. May be early. */
  dueAt(): Millis | null;
  /** Everything held back, at once; nothing is held any more. */
  flush(): readonly SseEvent[];
}

/** One key's window. */
interface Window {
  readonly rule: DebounceRule<SseEvent>;
  /** The payload that was delivered last. */
  shown: unknown;
  /** What waits for the end. */
  pending: { readonly event: SseEvent; readonly payload: unknown } | null;
  dueAt: Millis;
  readonly closesAt: Millis;
}

/** How many times `waitMs` a steady stream can hold a window open, unless `maxWaitMs` says otherwise. */
const MAX_WAITS = 5;

/**
 * @param options - One rule for all events or one for each name.
 * @param onSuppressed - Told of each event that will not be delivered because a later one stands for it.
 */
export function createDebounce(options: DebounceOptions<object>, onSuppressed: (event: SseEvent) => void): Debounce {
  return new Windows(options as DebounceRule<SseEvent> | RuleByName, onSuppressed);
}

type RuleByName = Readonly<Record<string, DebounceRule<SseEvent> | false>>;

class Windows implements Debounce {
  readonly #rules: DebounceRule<SseEvent> | RuleByName;
  readonly #onSuppressed: (event: SseEvent) => void;
  readonly #windows = new Map<string, Window>();
  #next: Millis | null = null;

  constructor(rules: DebounceRule<SseEvent> | RuleByName, onSuppressed: (event: SseEvent) => void) {
    this.#rules = rules;
    this.#onSuppressed = onSuppressed;
  }

  push(event: SseEvent, payload: unknown, at: Millis): boolean {
    const rule = this.#ruleFor(event.type);
    if (!rule) return true;
    const { key, edges = 'both', waitMs } = rule;
    const name = `${event.type}\n${key ? key(event) : ''}`;
    const existing = this.#windows.get(name);
    const window = existing ?? this.#open(name, rule, at);
    window.dueAt = Math.min(at + waitMs, window.closesAt);
    this.#next = Math.min(this.#next ?? window.dueAt, window.dueAt);
    if (!existing && edges !== 'trailing') {
      window.shown = payload;
      return true;
    }
    const passedOver = edges === 'leading' ? event : window.pending?.event;
    if (edges !== 'leading') window.pending = { event, payload };
    if (passedOver) this.#onSuppressed(passedOver);
    return false;
  }

  due(at: Millis): readonly SseEvent[] {
    const released: SseEvent[] = [];
    for (const [name, window] of Array.from(this.#windows)) {
      if (window.dueAt > at) continue;
      this.#windows.delete(name);
      const { rule, pending, shown } = window;
      if (!pending) continue;
      if (pending.payload === shown) {
        this.#onSuppressed(pending.event);
        continue;
      }
      released.push(pending.event);
      // What comes next must keep its distance from this one too.
      this.#open(name, rule, at).shown = pending.payload;
    }
    const dues = [...this.#windows.values()].map(({ dueAt }) => dueAt);
    this.#next = dues.length > 0 ? Math.min(...dues) : null;
    return released;
  }

  dueAt(): Millis | null {
    return this.#next;
  }

  flush(): readonly SseEvent[] {
    const held: SseEvent[] = [];
    for (const { pending, shown } of this.#windows.values()) {
      if (pending && pending.payload !== shown) held.push(pending.event);
    }
    this.#windows.clear();
    this.#next = null;
    return held;
  }

  #open(name: string, rule: DebounceRule<SseEvent>, at: Millis): Window {
    const { waitMs, maxWaitMs = waitMs * MAX_WAITS } = rule;
    const closesAt = at + Math.max(waitMs, maxWaitMs);
    const window: Window = { rule, shown: undefined, pending: null, dueAt: at + waitMs, closesAt };
    this.#windows.set(name, window);
    return window;
  }

  #ruleFor(type: string): DebounceRule<SseEvent> | false {
    const rules = this.#rules;
    if (isRule(rules)) return rules;
    return (Object.hasOwn(rules, type) && rules[type]) || false;
  }
}

function isRule(rules: DebounceRule<SseEvent> | RuleByName): rules is DebounceRule<SseEvent> {
  return 'waitMs' in rules;
}
