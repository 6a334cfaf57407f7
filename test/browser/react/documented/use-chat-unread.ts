import { useSse, useSseEvent, useSseState } from 'holdfast/react';
import { useEffect, useReducer, useState } from 'react';
import { signedIn } from './session.ts'; // gives { Authorization: 'Bearer …' }

type Rooms = {
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly unreadCount: number }[];
};
const total = ({ rooms }: Rooms) => rooms.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
const getUnread = async (signal: AbortSignal) =>
  total(await (await fetch('/api/chat/rooms', { headers: signedIn(), signal })).json());

export function useChatUnread() {
  const client = useSse<{ message: unknown; read: unknown; unread: number }>('/api/chat/sse', {
    headers: signedIn,
    eventType: { field: 'type' }, // it stands in the payload
    debounce: { message: 1_000, read: 1_000 }, // the first at once, a lively chat less often
    polling: { url: '/api/chat/rooms', toEvents: (body) => [{ type: 'unread', data: total(body as Rooms) }] },
  });
  const { phase } = useSseState({ client });
  const [unread, setUnread] = useState(0);
  const [asked, ask] = useReducer((times: number) => times + 1, 0);
  useSseEvent('unread', setUnread, { client }); // polled
  useSseEvent('message', ask, { client });
  useSseEvent('read', ask, { client });
  useEffect(() => {
    const outdated = new AbortController();
    if (phase === 'open') getUnread(outdated.signal).then(setUnread, () => {}); // what fails is asked again with the next
    return () => outdated.abort();
  }, [phase, asked]);
  return { unread, polling: phase === 'polling' };
}
