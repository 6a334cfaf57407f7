/** How the server refuses: `application/problem+json` (RFC 9457), with every 4xx and 5xx below `/api`. */
export interface Problem {
  readonly type: 'about:blank';
  /** In a few words; the same for the same status. */
  readonly title: string;
  readonly status: number;
  /** What was wrong and what to do, for people. */
  readonly detail?: string;
  /** Of a wrong body: each field that was wrong, and why. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}
