import type { Outlet } from '../delivery/pipeline.ts';
import type { Platform } from '../platform/platform.ts';
import type { Emitter } from './emitter.ts';
import type { Meter } from './metrics.ts';
import type { Teller } from './teller.ts';

/** Those to whom the outcomes of the pipeline are told. */
export interface Audience {
  readonly platform: Platform;
  readonly meter: Meter;
  readonly events: Emitter;
  readonly teller: Teller;
  readonly progressed: (attempt: number) => void;
}

/** Counts what the pipeline comes to, calls handlers and tells of the rest. */
export function createOutlet(
  { platform, meter, events, teller, progressed }: Audience,
  isStale: () => boolean,
): Outlet {
  let heartbeatAt: number | null = null;
  return {
    deliver(event) {
      meter.events.delivered++;
      events.emit(event.type, event.data, event);
    },
    heartbeat(at) {
      meter.count('heartbeats');
      // It was counted with the chunk it came in.
      meter.events.received--;
      const gapMs = heartbeatAt === null ? 0 : at - heartbeatAt;
      heartbeatAt = at;
      teller.tell('heartbeat', { at, gapMs });
    },
    invalid(raw, kind, issues) {
      meter.events.invalid++;
      teller.tell('invalid', { raw, kind, issues });
    },
    suppressed(event, by) {
      if (isStale()) return;
      meter.events[by === 'dedupe' ? 'duplicate' : 'debounced']++;
      teller.tell('suppressed', { event, by });
    },
    progressed,
    isStale,
    report: (error) => platform.reportError(error),
  };
}
