/** How a table asks the server: with the user's token, a 401 answered with a fresh one. */
import type { TableAnswer } from '../../shared/purchases.ts';
import type { Api } from '../session/api.ts';

/** One question of a table. Of the shape of an `XMLHttpRequest`, which is what DataTables keeps of its requests. */
export class TableRequest extends EventTarget {
  readyState = 1;
  /** 0 until there is an answer. */
  status = 0;
  readonly #abort = new AbortController();

  /** Asks at once. `done` is called with the answer, and never when there is none: then `error` or `abort` is told. */
  constructor(api: Api, path: string, done: (answer: TableAnswer) => void) {
    super();
    this.#run(api, path, done).catch(() => this.#end('error'));
  }

  abort(): void {
    this.#abort.abort();
  }

  async #run(api: Api, path: string, done: (answer: TableAnswer) => void): Promise<void> {
    const { signal } = this.#abort;
    try {
      const response = await api.request(path, { signal });
      const answer = (await response.json()) as TableAnswer;
      this.status = response.status;
      if (!response.ok) return this.#end('error');
      this.readyState = 4;
      done(answer);
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#end('abort');
    }
  }

  #end(event: 'error' | 'abort'): void {
    this.readyState = 4;
    this.dispatchEvent(new Event(event));
  }
}

/** What DataTables asks, as a query; parameters nested as in `columns[0][data]`. */
export function toQuery(question: object): string {
  const query = new URLSearchParams();
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(name === '' ? key : `${name}[${key}]`, inner);
    } else if (value !== '' && value !== null && value !== undefined) {
      query.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  };
  add('', question);
  return query.toString();
}
