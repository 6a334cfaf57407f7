'use client';
/** Hooks for React 18 and 19. Importing touches no global; nothing connects before a component is on the page. */
import { createSseHooks } from './create-sse-hooks.ts';
import type { SseHooks } from './hook-types.ts';

export { createSseHooks } from './create-sse-hooks.ts';
export type {
  ClientOption,
  SseHooks,
  SseProviderProps,
  UseSseOptions,
  UseSseValue,
  ValueOptions,
} from './hook-types.ts';

type Hooks = SseHooks<Record<string, unknown>>;

/** Hooks for events of any name, whose data is `unknown` unless the client that is passed knows better. */
const hooks: Hooks = /* @__PURE__ */ createSseHooks();

/** Gives a client to the components below, and connects it once they listen. It never closes it. */
export const SseProvider: Hooks['SseProvider'] = hooks.SseProvider;
/** A client for all components that name the same key: connected while one of them is on the page. */
export const useSse: Hooks['useSse'] = hooks.useSse;
/** The client of the nearest `SseProvider`. */
export const useSseClient: Hooks['useSseClient'] = hooks.useSseClient;
/** Where the connection stands: `phase`, `attempt`, `retryAt`, `error`… */
export const useSseState: Hooks['useSseState'] = hooks.useSseState;
/** Calls the handler of the latest render with each event of this name. */
export const useSseEvent: Hooks['useSseEvent'] = hooks.useSseEvent;
/** The data of the latest event of this name, or what `reduce` has made of all; at most one render a frame. */
export const useSseValue: Hooks['useSseValue'] = hooks.useSseValue;
