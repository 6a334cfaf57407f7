/** The dispatch page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { byId } from '../dom/dom.ts';
import { SseProvider } from '../header/hooks.ts';
import { startPage } from '../page.ts';
import { DispatchPage } from './dispatch-page.tsx';

const page = await startPage('dispatch');
createRoot(byId('content')).render(
  <StrictMode>
    <SseProvider client={page.client}>
      <DispatchPage page={page} />
    </SseProvider>
  </StrictMode>,
);
page.client.connect();
