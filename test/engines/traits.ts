/** In what the engines differ, as far as a stream notices. docs/engines.md says what is done about each. */
export interface Traits {
  /** A response is shown to the page before the first byte of its body. */
  readonly showsHeadersAlone: boolean;
  /** Characters of a header beyond ASCII are encoded once more on their way. */
  readonly encodesHeadersTwice: boolean;
  /** A person is asked for a password when a server answers 401 with `Basic`, though the page has sent a token. */
  readonly asksForPassword: boolean;
  /** A page that is left while a stream is open stays in the back-forward cache. */
  readonly keepsStreamingPages: boolean;
  /** Streams of a page that is left break before the page is told. */
  readonly breaksStreamsFirst: boolean;
  /** Hidden pages are frozen. */
  readonly freezes: boolean;
  /** A test can unplug the network. */
  readonly canBeUnplugged: boolean;
}

export const CHROMIUM: Traits = {
  showsHeadersAlone: true,
  encodesHeadersTwice: false,
  asksForPassword: true,
  keepsStreamingPages: true,
  breaksStreamsFirst: false,
  freezes: true,
  canBeUnplugged: true,
};

export const FIREFOX: Traits = {
  showsHeadersAlone: false,
  encodesHeadersTwice: false,
  asksForPassword: false,
  keepsStreamingPages: false,
  breaksStreamsFirst: false,
  freezes: false,
  canBeUnplugged: true,
};

export const WEBKIT: Traits = {
  showsHeadersAlone: true,
  encodesHeadersTwice: true,
  asksForPassword: true,
  keepsStreamingPages: true,
  breaksStreamsFirst: true,
  freezes: false,
  canBeUnplugged: false,
};
