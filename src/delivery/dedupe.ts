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

/** A memory of the latest `size` ids; the one not seen for longest goes first. */
export function createDedupe(size: number): Dedupe {
  const deliveredBy = new Map<string, number>();
  let anew = 0;
  return {
    admit(id, connection) {
      const earlier = deliveredBy.get(id);
      if (earlier !== undefined) {
        if (earlier !== connection && earlier < anew === connection < anew) return false;
        deliveredBy.delete(id);
      } else if (deliveredBy.size >= size) {
        deliveredBy.delete(deliveredBy.keys().next().value as string);
      }
      deliveredBy.set(id, connection);
      return true;
    },
    startOver: (connection) => void (anew = connection),
  };
}
