import { fetchStream } from '../../src/transports/fetch-stream.ts';
import { describeTransport } from './transport-contract.ts';

describeTransport('fetchStream', { open: fetchStream, expectation: (vector) => vector });
