/** The hooks of the page's client. */
import { createSseHooks } from 'holdfast/react';
import type { DemoEvents } from '../../shared/events.ts';

export const { SseProvider, useSseState, useSseEvent } = createSseHooks<DemoEvents>();
