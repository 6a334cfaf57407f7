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
  return {
    admit(id, connection) {
      const earlier = younger.get(id) ?? older.get(id);
      if (earlier !== undefined && earlier !== connection && earlier < anew === connection < anew) return false;
      if (younger.size >= size) {
        older = younger;
        younger = new Map();
      }
      younger.set(id, connection);
      return true;
    },
    startOver: (connection) => void (anew = connection),
  };
}
