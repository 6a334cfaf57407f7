import { bareLoop } from './bare-loop.ts';
import type { Contestant } from './contestant.ts';
import { eventsourceClient } from './eventsource-client.ts';
import { eventsource } from './eventsource.ts';
import { fetchEventSourceJson, fetchEventSourceText } from './fetch-event-source.ts';
import { holdfast, holdfastText } from './holdfast.ts';

/** All that run against each other, in the order of every round. */
export const CONTESTANTS = {
  bare: bareLoop,
  holdfastText,
  holdfast,
  fes: fetchEventSourceText,
  fesJson: fetchEventSourceJson,
  eventsource,
  eventsourceClient,
} as const satisfies Record<string, Contestant>;

/** A contestant's short name. */
export type ContestantName = keyof typeof CONTESTANTS;
