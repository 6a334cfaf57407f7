import { SseClient } from 'holdfast';
import { fetchEventSourceTransport } from 'holdfast/transports/fetch-event-source';

export const client = new SseClient<{ price: number }>('/prices', { transport: fetchEventSourceTransport() });
