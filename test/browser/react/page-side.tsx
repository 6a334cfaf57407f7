/** The part of the tests that runs in the page: scenes by name, and what was seen of them. `window.stage`. */
import { SseClient } from 'holdfast';
import { SseProvider, useSseValue } from 'holdfast/react';
import { type ReactElement, StrictMode, version } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { Burst, bursts } from './burst.tsx';
import { useChatUnread } from './documented/use-chat-unread.ts';
import { useSpendingNotifications } from './documented/use-spending-notifications.ts';
import { Hydrated } from './hydrated.tsx';
import { Members } from './members.tsx';
import { Tearing, tears } from './tearing.tsx';

export interface Stage {
  readonly version: string;
  /** Puts a scene on the page, in the place of what was there. */
  show(scene: keyof typeof SCENES | 'nothing', props?: Readonly<Record<string, unknown>>): void;
  /** Hydrates what the server has rendered. */
  hydrate(): void;
  /** Shows the latest value of the client that is provided in another part of the page, in a `<b>`. */
  showElsewhere(): void;
  readonly bursts: typeof bursts;
  readonly tears: typeof tears;
  /** What React found wrong, and recovered from. */
  readonly complaints: readonly string[];
}

declare global {
  interface Window {
    stage: Stage;
  }
}

function Spending({ token }: { readonly token: string }): ReactElement {
  return <output>{JSON.stringify(useSpendingNotifications(token))}</output>;
}

function Chat(): ReactElement {
  return <output>{JSON.stringify(useChatUnread())}</output>;
}

function Elsewhere(): ReactElement {
  return <b>{JSON.stringify(useSseValue('tick', { initial: null }))}</b>;
}

const SCENES = { members: Members, burst: Burst, tearing: Tearing, spending: Spending, chat: Chat } as const;

const complaints: string[] = [];
const plainError = console.error;
console.error = (...words: unknown[]) => {
  complaints.push(words.map(String).join(' '));
  plainError(...words);
};

const container = document.querySelector('#root') as HTMLElement;
const provided = new SseClient('/log?client=provided');
let root: Root | undefined;

window.stage = {
  version,
  show(scene, props = {}) {
    root ??= createRoot(container);
    const Scene = scene === 'nothing' ? null : (SCENES[scene] as (given: object) => ReactElement);
    // A burst is measured as it is on a page; StrictMode would render it twice.
    root.render(Scene && (scene === 'burst' ? <Scene {...props} /> : <StrictMode>{<Scene {...props} />}</StrictMode>));
  },
  hydrate() {
    const onRecoverableError = (error: unknown): void => void complaints.push(String(error));
    root = hydrateRoot(container, <Hydrated client={provided} url="/log?client=own" />, { onRecoverableError });
  },
  showElsewhere() {
    const elsewhere = document.body.appendChild(document.createElement('div'));
    createRoot(elsewhere).render(
      <SseProvider client={provided}>
        <Elsewhere />
      </SseProvider>,
    );
  },
  bursts,
  tears,
  complaints,
};
