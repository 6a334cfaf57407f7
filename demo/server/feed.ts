/** Keeps the log growing: about one believable event every one to two seconds, and bursts on demand. */
import type { EventLog } from './event-log.ts';
import { createStory } from './story.ts';

/** The source of the demo's events. */
export interface Feed {
  start(): void;
  stop(): void;
  /** Appends `count` events at once. */
  burst(count: number): void;
}

/** What the feed needs; `pump` is called after each append. */
export interface FeedDeps {
  readonly log: EventLog;
  readonly pump: () => void;
  readonly random: () => number;
  /** The shortest pause between two events; the longest is twice that. */
  readonly intervalMs: number;
}

/** A feed that has not started; the log is given some history at once, so that a first visitor sees something. */
export function createFeed(deps: FeedDeps): Feed {
  const { log, pump, random, intervalMs } = deps;
  const story = createStory(random);
  let timer: NodeJS.Timeout | undefined;

  const append = (count: number): void => {
    for (let i = 0; i < count; i += 1) story.tell(log);
    pump();
  };
  const schedule = (): void => {
    timer = setTimeout(
      () => {
        append(1);
        schedule();
      },
      intervalMs * (1 + random()),
    );
  };

  append(12);
  return {
    start: schedule,
    stop: () => clearTimeout(timer),
    burst: append,
  };
}
