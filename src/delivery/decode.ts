import type { RawEvent } from '../events.ts';

/** How payloads are read. */
export type Parse = 'json' | 'text' | ((raw: string) => unknown);

/** Reads a payload. Throws what the parser throws. */
export function decode(parse: Parse, data: string): unknown {
  if (parse === 'text') return data;
  // The result may own a key `__proto__`; it is handed on as it is and never merged into anything (SPEC D6).
  return parse === 'json' ? JSON.parse(data) : parse(data);
}

/**
 * The default `isHeartbeat`: an event named `heartbeat`, or a JSON payload with `type: 'heartbeat'`.
 */
export function isHeartbeatEvent({ event, data }: RawEvent): boolean {
  if (event === 'heartbeat') return true;
  if (typeof data !== 'string') return typeOf(data) === 'heartbeat';
  if (!mayBeHeartbeat(event, data)) return false;
  try {
    return typeOf(JSON.parse(data)) === 'heartbeat';
  } catch {
    return false;
  }
}

/** Whether {@link isHeartbeatEvent} has to look closer. Only what may be a heartbeat is parsed for that. */
export function mayBeHeartbeat(event: string, data: string): boolean {
  return event === 'heartbeat' || data.includes('heartbeat');
}

/** The event's name inside the payload, where `field` names a string; otherwise the one outside. */
export function fieldType(field: string, data: unknown, event: string): string {
  const type =
    typeof data === 'object' && data !== null && Object.hasOwn(data, field)
      ? (data as Record<string, unknown>)[field]
      : undefined;
  return typeof type === 'string' ? type : event;
}

/** The `type` inside the payload; `''` for none. */
export function typeOf(data: unknown): string {
  return fieldType('type', data, '');
}
