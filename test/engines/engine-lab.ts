import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type EventLog, serveLog } from '../browser/event-log.ts';
import { type Hands, handsOn } from '../browser/hands.ts';
import { servePages } from '../browser/pages.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import type { Engine, Tab } from './engine.ts';

/** A page of one engine with the SDK in it. */
export interface EnginePage extends Tab, Hands {
  /** Goes back to it. */
  goBack(): Promise<void>;
}

/** A server, and pages that talk to it, of one test. */
export interface EngineLab {
  readonly server: FaultServer;
  readonly log: EventLog;
  /** Opens a page with the SDK in it. */
  open(): Promise<EnginePage>;
  /** Opens any page, of this server or another. */
  openAt(path: string, from?: FaultServer): Promise<Tab>;
  /** A second server: another origin, any page may read from it. */
  otherOrigin(): Promise<FaultServer>;
}

/** Opens a laboratory for the test that calls it. */
export type OpenLab = () => Promise<EngineLab>;

/** Starts an engine for the tests of a `describe`. */
export function useEngine(start: () => Promise<Engine>): OpenLab {
  let engine: Engine | undefined;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(async () => {
    await engine?.close();
  });
  return async () => {
    if (!engine) throw new Error('The engine has not started.');
    return openLab(engine);
  };
}

async function openLab(engine: Engine): Promise<EngineLab> {
  const serve = async (): Promise<FaultServer> => {
    const server = await startFaultServer({ cors: true });
    onTestFinished(() => server.close());
    return server;
  };
  const server = await serve();
  await servePages(server);
  const log = serveLog(server);
  const openAt = async (path: string, from = server): Promise<Tab> => {
    const opened = await engine.open(from.url(path));
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      const problems = await opened.run(() => window.instruments?.problems ?? []);
      await opened.close();
      expect(problems).toEqual([]);
    };
    onTestFinished(close);
    return { ...opened, close };
  };
  return {
    server,
    log,
    openAt,
    async open() {
      const tab = await openAt('/page');
      return { ...tab, ...handsOn(tab.run, server, log), goBack: () => tab.goBackTo(server.url('/page')) };
    },
    otherOrigin: serve,
  };
}
