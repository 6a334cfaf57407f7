import type { Run } from '../browser/hands.ts';

/** Waits until the document says so. */
export async function untilVisibility(run: Run, wanted: DocumentVisibilityState): Promise<void> {
  await run(async (state) => {
    while (document.visibilityState !== state) {
      await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
    }
  }, wanted);
}

/** Whether this is that page, with all its scripts. In the page. */
export function isLoaded(url: string): boolean {
  return location.href === url && document.readyState === 'complete';
}

/** A request of the page's own: what a client would have asked for has been asked for before it. In the page. */
export async function barrier(): Promise<void> {
  await window.instruments.plainFetch('/elsewhere');
}
