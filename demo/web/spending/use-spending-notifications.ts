import { useSse, useSseState, useSseValue } from 'holdfast/react';
import type { SpendingEvents, SpendingNotification, SpendingStatus } from '../../shared/spending.ts';
import { DEMO_OPTIONS, DEMO_POLLING } from '../connection/demo-times.ts';
import type { Session } from '../session/session.ts';

/** The latest spending alert, `null` before the first, and whether the stream is live. */
export function useSpendingNotifications(token: Session['token']) {
  const client = useSse<SpendingEvents>('/api/periode-limit/notifications/stream', {
    ...DEMO_OPTIONS,
    headers: async ({ reason }) => ({ Authorization: `Bearer ${await token({ fresh: reason === 'unauthorized' })}` }),
    polling: {
      ...DEMO_POLLING,
      url: '/api/periode-limit/notifications/status',
      toEvents: (body) => [{ type: 'notification', data: asNotification(body as SpendingStatus) }],
    },
  });
  const data = useSseValue('notification', { initial: null, client });
  const { phase } = useSseState({ client });
  return { data, connected: phase === 'open', client };
}

/** What a poll answers, in the words of the stream. */
function asNotification({ maxLimit, ...status }: SpendingStatus): Omit<SpendingNotification, 'userId'> {
  return { ...status, maxSpending: maxLimit, timestamp: new Date().toISOString() };
}
