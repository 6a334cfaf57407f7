import { fetchEventSourceTransport } from '../../src/transports/fetch-event-source.ts';
import { describeTransport } from './transport-contract.ts';

describeTransport('fetchEventSourceTransport', {
  open: fetchEventSourceTransport,
  expectation: (vector) => vector.fetchEventSource ?? vector,
});
