/** All open streams of this process, and what is done to them together. */
import type { ServerResponse } from 'node:http';
import { type Beginning, Connection } from './connection.ts';
import type { EventLog } from './event-log.ts';
import type { StreamKind } from './subscription.ts';

/** The open streams. */
export interface Hub {
  /** Takes an answered request in; it leaves by itself when its connection closes. */
  add(response: ServerResponse, beginning: Beginning): Connection;
  /** Sends everybody what is new in the log. */
  pump(): void;
  beat(kinds: readonly StreamKind[]): void;
  /** A comment to everybody. */
  keepAlive(): void;
  /** Cuts streams, all or one session's, as a broken network would. */
  cut(sessionId?: string): void;
  /** Feeds one session's streams no more until the clock says `until`; 0: feeds them again. Later ones are not touched. */
  hold(sessionId: string, until: number): void;
  /** How many streams; of one user, of one kind. */
  count(userId?: string, kind?: StreamKind): number;
  /** Users with a stream. */
  userIds(): readonly string[];
  /** Ends all, and spreads their return. */
  endAll(): void;
}

/** A reader whose bytes nobody has taken for this long is dead or as good as. */
const STUCK_MS = 60_000;
/** Clients come back between these, evenly spread. */
const RETURN_FROM_MS = 1_000;
const RETURN_SPREAD_MS = 5_000;
const BATCH = 500;

/**
 * An empty hub over `log`.
 *
 * Readers are bounded: one that is more than `replayEvents` behind is cut off, and is told to resync when it returns.
 */
export function createHub(log: EventLog, replayEvents: number, now: () => number): Hub {
  const all = new Set<Connection>();
  const byResponse = new WeakMap<ServerResponse, Connection>();
  const byUser = new Map<string, Set<Connection>>();
  /** Everybody who is not behind has seen everything up to here. */
  let head = log.head();

  const remove = (connection: Connection): void => {
    const { userId } = connection.subscription;
    const own = byUser.get(userId);
    all.delete(connection);
    own?.delete(connection);
    if (own?.size === 0) byUser.delete(userId);
  };
  const drop = (connection: Connection): void => {
    remove(connection);
    connection.cut();
  };
  const isTooFarBehind = ({ isBehind, cursor }: Connection): boolean =>
    isBehind && (head - cursor > replayEvents || cursor < log.pruned());
  const catchUp = (connection: Connection): void => {
    if (!isTooFarBehind(connection)) connection.catchUp(log, now());
    if (connection.isDead || isTooFarBehind(connection)) drop(connection);
  };
  // One function for all responses: a closure for each would be most of what a connection costs.
  function onGone(this: ServerResponse): void {
    const connection = byResponse.get(this);
    if (connection !== undefined) drop(connection);
  }
  function onDrain(this: ServerResponse): void {
    const connection = byResponse.get(this);
    if (connection !== undefined) catchUp(connection);
  }
  const pump = (): void => {
    for (;;) {
      const events = log.allAfter(head, BATCH);
      head = events.at(-1)?.id ?? head;
      for (const connection of all) {
        connection.tell(events, now());
        if (connection.isBehind) catchUp(connection);
      }
      if (events.length < BATCH) return;
    }
  };
  const removeDead = (): void => {
    for (const connection of all) {
      const { isDead, blockedSince } = connection;
      if (isDead || (blockedSince > 0 && now() - blockedSince > STUCK_MS)) drop(connection);
    }
  };

  return {
    add: (response, beginning) => {
      const { subscription } = beginning;
      const connection = new Connection(response, beginning);
      const own = byUser.get(subscription.userId) ?? new Set();
      byUser.set(subscription.userId, own.add(connection));
      all.add(connection);
      byResponse.set(response, connection);
      // The web server's own listener would keep the request and all that was read from it while the stream lives.
      response.removeAllListeners('close');
      response.on('close', onGone);
      // Without a listener a failed write would end the process.
      response.on('error', onGone);
      response.on('drain', onDrain);
      return connection;
    },
    pump,
    beat: (kinds) => {
      removeDead();
      for (const connection of all) if (kinds.includes(connection.subscription.kind)) connection.beat(now());
    },
    keepAlive: () => {
      for (const connection of all) connection.keepAlive(now());
    },
    cut: (sessionId) => {
      for (const connection of all) if ((sessionId ?? connection.sessionId) === connection.sessionId) connection.cut();
    },
    hold: (sessionId, until) => {
      for (const connection of all) if (connection.sessionId === sessionId) connection.hold(until);
    },
    count: (userId, kind) => {
      const some = userId === undefined ? all : (byUser.get(userId) ?? []);
      let count = 0;
      for (const { subscription } of some) if ((kind ?? subscription.kind) === subscription.kind) count += 1;
      return count;
    },
    userIds: () => [...byUser.keys()],
    endAll: () => {
      let place = 0;
      for (const connection of all) {
        connection.end(RETURN_FROM_MS + Math.floor((RETURN_SPREAD_MS * place) / all.size));
        place += 1;
      }
    },
  };
}
