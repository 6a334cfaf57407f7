import { useSse, useSseEvent } from 'holdfast/react';
import { useState } from 'react';
import type { ChatMessage, ChatMessagesAnswer, ChatRead } from '../../shared/chat.ts';
import { DEMO_OPTIONS, DEMO_POLLING } from '../connection/demo-times.ts';
import { useRefresh } from '../header/use-refresh.ts';
import type { Page } from '../page.ts';

/** What the chat stream says: the type stands in the payload. */
interface ChatEvents {
  readonly message: ChatMessage;
  readonly read: ChatRead;
}

/** The messages of one room, oldest first, kept up to date by the chat's own stream: of this room, or for admins of all. */
export function useRoomMessages({ api, session }: Page, room: string) {
  const [messages, setMessages] = useState<ReadonlyMap<number, ChatMessage>>(new Map());
  const path = `/api/chat/rooms/${room}/messages`;
  const isAdmin = session.user.role === 'admin';
  const client = useSse<ChatEvents>(isAdmin ? '/api/chat/sse' : `/api/chat/sse?room=${room}`, {
    ...DEMO_OPTIONS,
    headers: session.headers,
    eventType: { field: 'type' },
    polling: {
      ...DEMO_POLLING,
      url: () => path,
      toEvents: (body) => (body as ChatMessagesAnswer).messages.map((data) => ({ type: 'message', data })),
    },
  });
  const add = (some: readonly ChatMessage[]): void =>
    setMessages((known) => new Map([...known, ...some.map((one) => [one.id, one] as const)]));
  const load = useRefresh(async () => add((await api.get<ChatMessagesAnswer>(path)).messages));
  useSseEvent('message', (message) => message.room === room && add([message]), { client });
  return {
    client,
    load,
    add,
    messages: [...messages.values()].toSorted((a, b) => a.id - b.id),
  };
}
