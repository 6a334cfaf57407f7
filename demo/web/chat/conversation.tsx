/** One room: its messages, and the line to write the next. */
import { useEffect, useRef } from 'react';
import type { ChatMessage, ChatRoom } from '../../shared/chat.ts';
import { LiveChip } from '../connection/live-chip.tsx';
import type { Page } from '../page.ts';
import { moment } from '../words/formats.ts';
import { Composer } from './composer.tsx';
import { useRoomMessages } from './use-room-messages.ts';

/** What a conversation needs. */
export interface ConversationProps {
  readonly page: Page;
  readonly room: ChatRoom;
  readonly markRead: () => Promise<void>;
}

/** The open room. */
export function Conversation({ page, room, markRead }: ConversationProps) {
  const { panel, session, api } = page;
  const { client, messages, add, load } = useRoomMessages(page, room.id);
  const end = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.id;

  useEffect(() => panel.watch('Chat', client), [panel, client]);
  useEffect(() => client.lifecycle.on('resync', load), [client, load]);
  useEffect(() => {
    const box = end.current;
    if (box !== null && newest !== undefined) box.scrollTop = box.scrollHeight;
  }, [newest]);

  return (
    <section className="card conversation" aria-labelledby="room-title">
      <div className="card-head card-head-row">
        <div className="room-head">
          <h2 id="room-title">{room.name}</h2>
          <LiveChip client={client} />
        </div>
        {room.unreadCount > 0 && (
          <button type="button" className="button button-small" onClick={() => void markRead()}>
            Mark {room.unreadCount} as read
          </button>
        )}
      </div>
      <div className="messages" ref={end} tabIndex={0} role="log" aria-label={`Messages in ${room.name}`}>
        {messages.length === 0 && <p className="empty">No messages yet.</p>}
        {messages.map((message) => (
          <Message key={message.id} message={message} isOwn={message.fromId === session.user.id} />
        ))}
      </div>
      <Composer
        api={api}
        room={room}
        onSent={(message) => {
          add([message]);
          void markRead();
        }}
      />
    </section>
  );
}

function Message({ message, isOwn }: { readonly message: ChatMessage; readonly isOwn: boolean }) {
  return (
    <article className={isOwn ? 'message message-own' : 'message'}>
      <p className="meta">
        <strong>{isOwn ? 'You' : message.from}</strong> <time dateTime={message.at}>{moment(message.at)}</time>
      </p>
      <p className="message-text">{message.text}</p>
    </article>
  );
}
