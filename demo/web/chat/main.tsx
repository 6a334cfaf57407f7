/** The chat page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { byId } from '../dom/dom.ts';
import { SseProvider } from '../header/hooks.ts';
import { startPage } from '../page.ts';
import { ChatPage } from './chat-page.tsx';

const page = await startPage('chat');
createRoot(byId('content')).render(
  <StrictMode>
    <SseProvider client={page.client}>
      <ChatPage page={page} />
    </SseProvider>
  </StrictMode>,
);
page.client.connect();
