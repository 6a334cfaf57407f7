/** The spending page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { byId } from '../dom/dom.ts';
import { startPage } from '../page.ts';
import { SpendingPage } from './spending-page.tsx';

const page = await startPage('spending');
createRoot(byId('content')).render(
  <StrictMode>
    <SpendingPage page={page} />
  </StrictMode>,
);
page.client.connect();
