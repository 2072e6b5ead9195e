/** Shows steps with their durations; the bootstrap brings it (apps/cli/bootstrap/steps.mjs). */
export interface Steps {
  /** Runs a step under its title; `tell` shows what it is doing. */
  run<T>(title: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
  /** A line of its own between the steps. */
  say(line: string): void;
}
