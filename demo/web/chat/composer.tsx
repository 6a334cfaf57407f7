import { type FormEvent, useState } from 'react';
import type { ChatMessage, ChatRoom } from '../../shared/chat.ts';
import { type Api, errorSentence } from '../session/api.ts';

/** What the composer needs. */
export interface ComposerProps {
  readonly api: Api;
  readonly room: ChatRoom;
  readonly onSent: (message: ChatMessage) => void;
}

/** One line, sent with Enter. */
export function Composer({ api, room, onSent }: ComposerProps) {
  const [text, setText] = useState('');
  const [told, setTold] = useState('');
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '') return;
    try {
      onSent(await api.send<ChatMessage>('POST', `/api/chat/rooms/${room.id}/messages`, { text: text.trim() }));
      setText('');
      setTold('');
    } catch (error) {
      setTold(`Not sent. ${errorSentence(error)}`);
    }
  };
  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      <label className="visually-hidden" htmlFor="message">
        Message to {room.name}
      </label>
      <input
        id="message"
        type="text"
        maxLength={2_000}
        autoComplete="off"
        placeholder={`Message to ${room.name}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button button-main">
        Send
      </button>
      <p className="told" role="status">
        {told}
      </p>
    </form>
  );
}
