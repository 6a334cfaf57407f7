/** Rooms on one side, the open one on the other. */
import { useEffect, useState } from 'react';
import type { ChatReadAnswer, ChatRoom, ChatRoomsAnswer } from '../../shared/chat.ts';
import { useSseEvent } from '../header/hooks.ts';
import { useRefresh } from '../header/use-refresh.ts';
import type { Page } from '../page.ts';
import { Conversation } from './conversation.tsx';

/** The page below the header. */
export function ChatPage({ page }: { readonly page: Page }) {
  const { api } = page;
  const [rooms, setRooms] = useState<readonly ChatRoom[]>([]);
  const [chosen, setChosen] = useState<string>();
  const load = useRefresh(async () => {
    setRooms((await api.get<ChatRoomsAnswer>('/api/chat/rooms')).rooms);
  });
  useSseEvent('chat_message', load);
  useSseEvent('chat_read', load);
  useEffect(() => page.onGap(load), [page, load]);

  const open = rooms.find(({ id }) => id === chosen) ?? rooms[0];
  const markRead = async (room: string): Promise<void> => {
    await api.send<ChatReadAnswer>('POST', `/api/chat/rooms/${room}/read`, {}).catch(() => undefined);
  };
  return (
    <div className="chat">
      <nav className="card rooms" aria-label="Rooms">
        <ul>
          {rooms.map(({ id, name, unreadCount, lastMessage }) => (
            <li key={id}>
              <button
                type="button"
                className="room"
                aria-current={id === open?.id ? 'true' : undefined}
                onClick={() => {
                  setChosen(id);
                  if (unreadCount > 0) void markRead(id);
                }}
              >
                <span className="room-name">{name}</span>
                {unreadCount > 0 && (
                  <span className="count">
                    {unreadCount}
                    <span className="visually-hidden"> unread</span>
                  </span>
                )}
                <span className="room-last">{lastMessage ? `${lastMessage.from}: ${lastMessage.text}` : 'Empty'}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {open && <Conversation key={open.id} page={page} room={open} markRead={() => markRead(open.id)} />}
    </div>
  );
}
