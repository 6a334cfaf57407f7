/** Remembers which connection delivered which id. */
export interface Dedupe {
  /**
   * Whether an event with this id may be delivered on this connection; remembers that it was.
   * An id another connection (or poll) delivered is a duplicate; one repeated within a connection is not (SPEC D2).
   */
  admit(id: string, connection: number): boolean;
  /** The server counts anew from this connection on: ids of earlier ones and of this and later ones have nothing in common. */
  startOver(connection: number): void;
}

/**
 * A memory of at least the latest `size` ids, and of fewer than twice as many.
 *
 * Two maps take turns: when the younger is full it becomes the older, and what was older is forgotten at once. Taking
 * the oldest id out for each new one cost as much as everything else that is done for an event.
 */
export function createDedupe(size: number): Dedupe {
  let younger = new Map<string, number>();
  let older = younger;
  let anew = 0;
  let present = 0;
  /** How many maps may still hold ids of other connections than the present one: with none there is nothing to find. */
  let mixed = 0;
  return {
    admit(id, connection) {
      if (connection !== present) mixed = 2;
      present = connection;
      const earlier = mixed > 0 ? (younger.get(id) ?? older.get(id)) : undefined;
      if (earlier !== undefined && earlier !== connection && earlier < anew === connection < anew) return false;
      if (younger.size >= size) {
        older = younger;
        younger = new Map();
        mixed = Math.max(0, mixed - 1);
      }
      younger.set(id, connection);
      return true;
    },
    startOver: (connection) => void (anew = connection),
  };
}
