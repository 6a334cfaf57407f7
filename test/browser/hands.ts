import type { Page } from 'puppeteer-core';
import type { FaultServer } from '../support/fault-server.ts';
import type { EventLog } from './event-log.ts';
// The types of `window.lab` and `window.instruments`.
import type {} from './instruments.ts';
import type { PageOptions, Seen } from './page-side.ts';

/**
 * Runs a function in a page and gives what it resolves to. It is taken as text, so it sees its arguments and the page;
 * both ways only JSON passes.
 */
export type Run = <Args extends readonly unknown[], Result>(
  task: (...args: Args) => Result,
  ...args: Args
) => Promise<Awaited<Result>>;

/** That, where puppeteer drives the page. */
export function runIn(page: Page): Run {
  return ((task, ...args) => page.evaluate(task as () => unknown, ...(args as unknown as []))) as Run;
}

/** What a test does with the clients of a page, whatever drives the page. */
export interface Hands {
  /** Starts a client; on the log under its own name unless `url` says otherwise. */
  start(name: string, options?: PageOptions, url?: string): Promise<void>;
  seen(name: string): Promise<Seen>;
  /** Waits for so many events, or for as many as the log has. */
  untilEvents(name: string, count?: number): Promise<Seen>;
  untilPhase(name: string, phase: Seen['phase']): Promise<void>;
  untilSign(sign: string): Promise<void>;
  signs(): Promise<readonly string[]>;
  /** Requests that were sent while an earlier one of the same client was wanted still, as the page saw it (SPEC C1). */
  overlaps(): Promise<readonly string[]>;
}

/** Hands on the page in which `run` runs. */
export function handsOn(run: Run, server: FaultServer, log: EventLog): Hands {
  const seen = (name: string): Promise<Seen> => run((client) => window.lab.seen(client), name);
  return {
    seen,
    start: (name, options = {}, url = server.url(`/log?client=${name}`)) =>
      run((client, address, chosen) => window.lab.start(client, address, chosen), name, url, options),
    async untilEvents(name, count = log.size) {
      await run((client, wanted) => window.lab.untilEvents(client, wanted), name, count);
      return seen(name);
    },
    untilPhase: (name, phase) => run((client, wanted) => window.lab.untilPhase(client, wanted), name, phase),
    untilSign: (sign) => run((wanted) => window.lab.untilSign(wanted), sign),
    signs: () => run(() => [...window.lab.signs]),
    overlaps: () => run(() => [...window.instruments.overlaps]),
  };
}
