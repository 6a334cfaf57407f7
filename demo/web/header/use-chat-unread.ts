import { useEffect, useState } from 'react';
import type { ChatRoomsAnswer } from '../../shared/chat.ts';
import { createRefresher } from '../connection/refresher.ts';
import type { Api } from '../session/api.ts';
import { useSseEvent, useSseState } from './hooks.ts';

/** Unread messages over all rooms; `isPolled`: the stream is down and polling feeds the number. */
export function useChatUnread(api: Api): { readonly unread: number; readonly isPolled: boolean } {
  const [unread, setUnread] = useState(0);
  const load = async () => setUnread((await api.get<ChatRoomsAnswer>('/api/chat/rooms')).unreadCount);
  const [count] = useState(() => createRefresher(load));
  const { phase } = useSseState();
  const isFed = phase === 'open' || phase === 'polling';
  useSseEvent('chat_message', count);
  useSseEvent('chat_read', count);
  useEffect(() => {
    if (isFed) count();
  }, [isFed, count]);
  return { unread, isPolled: phase === 'polling' };
}
