import { useSse, useSseState, useSseValue } from 'holdfast/react';

interface Spending {
  readonly userId: string;
  readonly currentSpending: number;
  readonly maxSpending: number;
  readonly alertPercentage: number;
  readonly currentPercentage: number;
  readonly isAlert: boolean;
  readonly timestamp: string;
}

export function useSpendingNotifications(token: string) {
  const client = useSse<{ notification: Spending }>('/api/periode-limit/notifications/stream', {
    key: `spending of ${token}`, // another token is another connection
    headers: { Authorization: `Bearer ${token}` },
  });
  const data = useSseValue('notification', { initial: null, client });
  const { phase } = useSseState({ client });
  return { data, connected: phase === 'open' };
}
