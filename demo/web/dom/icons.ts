/** The page's icons: 24 × 24, drawn with lines, in the colour of the text around them. */
import { svg } from './dom.ts';

/** Each icon as one path. */
export const PATHS = {
  live: 'M12 12h.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  turning: 'M20 12a8 8 0 1 1-2.6-5.9M20 4v4.5h-4.5',
  polling: 'M4 9h13l-3.5-3.5M20 15H7l3.5 3.5',
  paused: 'M9 6v12M15 6v12',
  failed: 'M12 8v5M12 16.5h.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z',
  off: 'M12 4v7M7.5 6.8a7.5 7.5 0 1 0 9 0',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M7 7l10 10M17 7 7 17',
  purchase: 'M4 8.5 12 4l8 4.5v7L12 20l-8-4.5zM4 8.5l8 4.5 8-4.5M12 13v7',
  spending: 'M4 19V5M4 19h16M8 15l3.5-4 3 2.5L20 7',
  alert: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  chat: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon. Its meaning must also stand beside it in words. */
export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: PATHS[name] }),
  );
}
