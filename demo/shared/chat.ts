/** Chat rooms, messages, and what has been read. */

/** A room, as one user sees it. */
export interface ChatRoom {
  readonly id: string;
  readonly name: string;
  /** Messages by others since this user last marked the room read. */
  readonly unreadCount: number;
  /** `null` in an empty room. */
  readonly lastMessage: ChatMessage | null;
}

/** Answer of `GET /api/chat/rooms`: an admin's are all, other people's those they are a member of. */
export interface ChatRoomsAnswer {
  readonly rooms: readonly ChatRoom[];
  /** Sum over the rooms: the number on the badge. */
  readonly unreadCount: number;
}

/** A message. `text` is text: it may contain `<` and must be shown as it is. */
export interface ChatMessage {
  readonly id: number;
  readonly room: string;
  readonly from: string;
  readonly fromId: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Answer of `GET /api/chat/rooms/:id/messages?limit=50&before=<message id>`. */
export interface ChatMessagesAnswer {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
}

/** Body of `POST /api/chat/rooms/:id/messages`: 1 to 2,000 characters. Answer: 201 with the {@link ChatMessage}. */
export interface ChatMessageRequest {
  readonly text: string;
}

/** Body of `POST /api/chat/rooms/:id/read`. Answer: {@link ChatReadAnswer}. */
export interface ChatReadRequest {
  /** Up to and with this message; the room's newest when left out. Reading never goes backwards. */
  readonly messageId?: number;
}

/** What is left after reading. */
export interface ChatReadAnswer {
  readonly room: string;
  readonly unreadCount: number;
}

/** A user read a room: told to that user's other pages. */
export interface ChatRead extends ChatReadAnswer {
  readonly userId: string;
}

/**
 * What `GET /api/chat/sse` sends in `data`, without an `event:` field. `?room=<id>` for one room, which needs
 * membership; without it all rooms, for admins alone. `new SseClient(url, { eventType: { field: 'type' } })`.
 */
export type ChatStreamPayload =
  | ({ readonly type: 'message' } & ChatMessage)
  | ({ readonly type: 'read' } & ChatRead)
  /** Every 25 s; milliseconds since 1970. */
  | { readonly type: 'heartbeat'; readonly timestamp: number };
