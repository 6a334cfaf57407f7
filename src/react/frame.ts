/** Far longer than a frame, and soon enough for a page that nobody sees. */
const NO_FRAME_MS = 1_000;

const due = new Set<() => void>();

/**
 * Calls back just before the next paint. The first callback does all that is due, so that it costs one render. Each task
 * asks for its own, so that one that is lost (a test put its fake timers away) holds up no other. Where no frames are
 * drawn (a hidden page, a frame scrolled out of sight, no window at all) a timer takes their place.
 */
export function beforePaint(task: () => void): void {
  if (due.has(task)) return;
  due.add(task);
  if (typeof requestAnimationFrame !== 'function' || isHidden()) {
    setTimeout(runDue);
    return;
  }
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    runDue();
  });
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    runDue();
  }, NO_FRAME_MS);
}

function runDue(): void {
  const tasks = [...due];
  due.clear();
  for (const task of tasks) task();
}

function isHidden(): boolean {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden';
}
