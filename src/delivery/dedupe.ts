/** Remembers which connection delivered which id. */
export interface Dedupe {
  /**
   * Whether an event with this id may be delivered on this connection; remembers that it was.
   * An id another connection (or poll) delivered is a duplicate; one repeated within a connection is not (SPEC D2).
   */
  admit(id: string, connection: number): boolean;
  /** The server says that it counts anew: ids of before mean nothing any more. */
  forget(): void;
}

/** A memory of the latest `size` ids; the one not seen for longest goes first. */
export function createDedupe(size: number): Dedupe {
  const deliveredBy = new Map<string, number>();
  return {
    admit(id, connection) {
      const earlier = deliveredBy.get(id);
      if (earlier !== undefined) {
        if (earlier !== connection) return false;
        deliveredBy.delete(id);
      } else if (deliveredBy.size >= size) {
        deliveredBy.delete(deliveredBy.keys().next().value as string);
      }
      deliveredBy.set(id, connection);
      return true;
    },
    forget: () => deliveredBy.clear(),
  };
}
