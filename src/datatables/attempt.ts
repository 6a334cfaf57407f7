/** Calls a function of the page's: gives what it gives; `false` when it throws, which is reported. */
export type Attempt = <Result>(act: () => Result) => Result | false;

export function createAttempt(reportError: (error: unknown) => void): Attempt {
  return (act) => {
    try {
      return act();
    } catch (error) {
      reportError(error);
      return false;
    }
  };
}
