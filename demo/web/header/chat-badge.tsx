import type { Api } from '../session/api.ts';
import { useChatUnread } from './use-chat-unread.ts';

/** How many messages are unread; says so when polling feeds it. */
export function ChatBadge({ api }: { readonly api: Api }) {
  const { unread, isPolled } = useChatUnread(api);
  if (unread === 0 && !isPolled) return null;
  return (
    <span className={isPolled ? 'count count-polled' : 'count'} data-unread={unread}>
      {unread}
      <span className="visually-hidden"> unread</span>
      {isPolled && <span className="count-how"> by polling</span>}
    </span>
  );
}
