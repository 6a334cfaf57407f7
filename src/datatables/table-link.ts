import {
  type EventHandler,
  hideIndicator,
  isPending,
  onBroken,
  refuseErrors,
  sendRefusing,
  settingsOf,
  type Settings,
  type Table,
  type TableRequest,
} from './table-api.ts';
import { keepSelection, keepView, type Selection } from './view.ts';

const EVENTS = 'preXhr.dt xhr.dt draw.dt error.dt dt-error.dt destroy.dt';

/** Why a reload failed. */
export type ReloadFailure = 'timeout' | 'network' | 'http' | 'answer' | 'destroyed' | 'thrown' | 'no-table' | 'no-ajax';

/** What a link tells. */
export interface LinkListener {
  /** Our reload is over; also when it is long overdue. */
  ended(failure: ReloadFailure | null, status?: number): void;
  /** Somebody else has brought the table up to date. */
  refreshed(): void;
  threw(error: unknown): void;
}

/**
 * One table of DataTables and our reloads of it. Tells our requests from those of the page, whose failures are the page's
 * own business, and ours by their first sign (SPEC T2): `ajax.reload`'s callback comes with the next draw, whoever drew.
 */
export class TableLink {
  readonly #table: Table;
  readonly #settings: Settings;
  readonly #keepPage: boolean;
  readonly #listener: LinkListener;
  readonly #selection: Selection;
  /** Our latest request. */
  #request: TableRequest | undefined;
  /** Nobody has told of its end yet. */
  #open = false;
  /** We are within the call that makes the request; then whether it has been made. */
  #sending = false;
  #sent = false;
  /** The page has taken our request's place, so that a failure is its own. */
  #foreign = false;
  /** A later request is out, so that the answer to ours may come to nothing. */
  #overtaken = false;
  /** The page that was shown before the answer, and whether it had to be turned since. */
  #page = 0;
  #turned = false;
  /** The answer is here, and what it takes from the user is kept; the draw is still to come. */
  #restore: (() => void) | undefined;

  constructor(table: Table, keepPage: boolean, listener: LinkListener) {
    this.#table = table;
    this.#settings = settingsOf(table);
    this.#keepPage = keepPage;
    this.#listener = listener;
    this.#selection = keepSelection(table);
  }

  isOf(table: Table): boolean {
    return this.#settings === settingsOf(table);
  }

  /** A request of the page is out. */
  get isBusy(): boolean {
    return this.#settings.jqXHR !== this.#request && isPending(this.#settings.jqXHR);
  }

  /** Our request has been sent and is not out any more. */
  get #isOver(): boolean {
    return this.#open && this.#sent && !isPending(this.#request);
  }

  /** A reload of the page's own goes to the page it wants. */
  get #staysOnPage(): boolean {
    return this.#keepPage && !this.#foreign;
  }

  reload(): void {
    this.release();
    this.#table.on(EVENTS, this.#hear);
    this.#turned = false;
    this.#send(() => this.#table.ajax.reload(null, !this.#keepPage));
  }

  /** Gives our request up and stops listening. */
  release(): void {
    this.#table.off(EVENTS, this.#hear);
    this.#restore = undefined;
    if (!this.#open) return;
    this.#open = false;
    if (isPending(this.#request)) this.#request?.abort?.();
    hideIndicator(this.#table);
  }

  readonly #hear: EventHandler = (event, settings, detail, options) => {
    const { type } = event;
    // Events of a table within a row bubble.
    if (settings !== this.#settings) return undefined;
    if (type === 'xhr') return this.#onAnswer(detail, event);
    if (type === 'preXhr') this.#onRequest(options);
    else if (type === 'draw') this.#onDraw();
    else if (type === 'destroy') this.#onDestroy();
    else if (!this.#restore && this.#isOver) this.#end('answer');
    return undefined;
  };

  #send(send: () => unknown): void {
    this.#open = this.#sending = true;
    this.#sent = this.#foreign = this.#overtaken = false;
    this.#request = undefined;
    try {
      sendRefusing(this.#settings, send);
    } catch (error) {
      this.#listener.threw(error);
      this.#end('thrown');
    }
    this.#sending = false;
    const request = (this.#request = this.#settings.jqXHR);
    onBroken(request, (aborted) => {
      if (!this.#open || request !== this.#request) return;
      if (aborted) this.#foreign = true;
      else this.#fail();
    });
  }

  #onRequest(options: unknown): void {
    if (!this.#sending) this.#overtaken = true;
    else {
      this.#sent = true;
      refuseErrors(options);
    }
  }

  #onAnswer(json: unknown, event: Event): unknown {
    // Before it is sent, DataTables may abort another's; and while it is out, another's may be answered.
    if (!this.#isOver) {
      if (json) this.#listener.refreshed();
      return undefined;
    }
    if (json) {
      this.#page = this.#table.page.info().page;
      this.#restore = keepView(this.#table, this.#staysOnPage);
      this.#selection.keep();
      // The draw follows in this same call, or not at all.
      return queueMicrotask(() => this.#restore && this.#end(this.#overtaken ? null : 'answer'));
    }
    if (this.#foreign) return this.#fail();
    if (this.#request?.statusText === 'abort') this.#foreign = true;
    else this.#fail();
    // "Handled", so that errMode is not asked: the return value up to DataTables 2, the default prevented since 3.
    event.preventDefault();
    return true;
  }

  #onDraw(): void {
    this.#selection.restore();
    const restore = this.#restore;
    this.#restore = undefined;
    restore?.();
    if (!restore && (this.#sending || !this.#isOver)) return;
    const { page, pages, serverSide } = this.#table.page.info();
    const wanted = Math.max(0, Math.min(this.#page, pages - 1));
    // The page a user was on is gone: 1.13 shows nothing then, later ones go back further than they must.
    if (restore && this.#staysOnPage && page !== wanted && !this.#turned) {
      this.#turned = true;
      const turn = (): unknown => this.#table.page(wanted).draw('page');
      if (serverSide) return this.#send(turn);
      turn();
    }
    this.#end(null);
  }

  #onDestroy(): void {
    const wasOpen = this.#open;
    this.release();
    if (wasOpen) this.#listener.ended('destroyed');
  }

  #fail(): void {
    hideIndicator(this.#table);
    const status = (this.#foreign ? this.#settings.jqXHR : this.#request)?.status;
    this.#end(status === 0 ? 'network' : status && status >= 400 ? 'http' : 'answer', status);
  }

  #end(failure: ReloadFailure | null, status?: number): void {
    this.#restore = undefined;
    if (!this.#open) return;
    this.#open = false;
    this.#listener.ended(failure, status);
  }
}
