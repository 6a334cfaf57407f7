/** The bell: the newest 50 notifications of what one watches, loaded once and kept up to date by the stream. */
import { useId, useState } from 'react';
import type { DispatchNotification, NotificationsAnswer } from '../../shared/dispatch.ts';
import { Icon } from '../dom/icon.tsx';
import type { Api } from '../session/api.ts';
import { moment } from '../words/formats.ts';
import { useSseEvent } from './hooks.ts';
import { useRefresh } from './use-refresh.ts';

const SHOWN = 50;

/** A button with the number of unseen ones, and the list it opens. */
export function Bell({ api, userId }: { readonly api: Api; readonly userId: string }) {
  const id = useId();
  const key = `holdfast-demo-seen-${userId}`;
  const [notifications, setNotifications] = useState<readonly DispatchNotification[]>([]);
  const [seen, setSeen] = useState(() => Number(localStorage.getItem(key) ?? 0));
  useRefresh(async () => {
    const answer = await api.get<NotificationsAnswer>(`/api/notifications?limit=${SHOWN}`);
    setNotifications((known) => join(known, answer.notifications));
  });
  useSseEvent('dispatch_notification', (notification) => setNotifications((known) => join([notification], known)));

  const unseen = notifications.filter((one) => one.id > seen).length;
  const onToggle = (isOpen: boolean): void => {
    const newest = notifications[0]?.id ?? 0;
    // They stay marked while the list is open, and are seen when it has been closed.
    if (isOpen || newest <= seen) return;
    localStorage.setItem(key, String(newest));
    setSeen(newest);
  };
  return (
    <>
      <button type="button" className="button button-small bell" popoverTarget={id}>
        <Icon name="alert" />
        <span className="visually-hidden">Notifications</span>
        {unseen > 0 && (
          <span className="count">
            {unseen}
            <span className="visually-hidden"> new</span>
          </span>
        )}
      </button>
      <div
        id={id}
        popover="auto"
        className="bell-list"
        role="region"
        tabIndex={0}
        aria-label="Notifications"
        onToggle={(event) => onToggle(event.newState === 'open')}
      >
        <h2>Notifications</h2>
        {notifications.length === 0 && (
          <p className="empty">None yet. You are told what happens to purchases you watch.</p>
        )}
        <NotificationList notifications={notifications} seen={seen} />
      </div>
    </>
  );
}

/** Notifications, newest first; those after `seen` are marked. */
export function NotificationList({
  notifications,
  seen,
}: {
  readonly notifications: readonly DispatchNotification[];
  readonly seen: number;
}) {
  return (
    <ol className="notifications">
      {notifications.map(({ id, title, body, actor, createdAt }) => (
        <li key={id} data-new={id > seen || undefined}>
          <p className="notification-title">{title}</p>
          <p>{body}</p>
          <p className="meta">
            {actor}, <time dateTime={createdAt}>{moment(createdAt)}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Both lists as one, newest first, none twice. */
function join(
  some: readonly DispatchNotification[],
  others: readonly DispatchNotification[],
): readonly DispatchNotification[] {
  const byId = new Map([...others, ...some].map((one) => [one.id, one]));
  return [...byId.values()].toSorted((a, b) => b.id - a.id).slice(0, SHOWN);
}
