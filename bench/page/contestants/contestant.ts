import type { Payload } from '../../shared/workloads.ts';

/** Where a contestant gets its stream from. */
export interface Source {
  readonly url: string;
  readonly fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
  /** Called for every fault the client tells of. In a throughput run each one is an error. */
  readonly onFault: (error: unknown) => void;
}

/** Ends a contestant: nothing is delivered afterwards. */
export type Close = () => void;

interface Opens<Data> {
  open(source: Source, deliver: (data: Data) => void): Close;
}

/** One way to read an event stream: with the payload handed over as text, or parsed as JSON. */
export type Contestant =
  | ({ readonly title: string; readonly delivers: 'text' } & Opens<string>)
  | ({ readonly title: string; readonly delivers: 'json' } & Opens<Payload>);
