/** Ends the bootstrap with one sentence for the user: what is wrong and what to do. */
export class Failure extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'Failure';
  }
}

const CONTINUE = 'then run the same command again: it continues where it stopped';

/**
 * One sentence for the end of a program's output.
 * @param {string} what what was being done, e.g. "npm ci"
 * @param {string} output the program's last lines
 */
export function explainOutput(what, output) {
  if (/ENOSPC|No space left on device/i.test(output)) {
    return `${what} ran out of disk space: free some, ${CONTINUE}.`;
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|Temporary failure resolving|Could not resolve|Failed to fetch/i.test(
      output,
    )
  ) {
    return `${what} cannot reach the network: check the connection (and proxy settings), ${CONTINUE}.`;
  }
  if (/Could not get lock|Unable to acquire the dpkg/i.test(output)) {
    return `${what} waits for another package installation that does not end: let that one finish, ${CONTINUE}.`;
  }
  if (/EACCES|Permission denied/i.test(output)) {
    return `${what} may not write where it must: give the folder to your user (or run as its owner), ${CONTINUE}.`;
  }
  const lastLine =
    output
      .trim()
      .split('\n')
      .filter((line) => !/A complete log of this run/.test(line))
      .at(-1) ?? 'no output';
  return `${what} failed: ${lastLine.trim()}. Mend that, ${CONTINUE}.`;
}
