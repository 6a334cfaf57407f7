import { SseClient } from 'holdfast';
import { renderToString } from 'react-dom/server';
import { Hydrated } from './hydrated.tsx';

const client = new SseClient('/log?client=provided');

export function html(): string {
  return renderToString(<Hydrated client={client} url="/log?client=own" />);
}

export function phase(): string {
  return client.state.phase;
}
