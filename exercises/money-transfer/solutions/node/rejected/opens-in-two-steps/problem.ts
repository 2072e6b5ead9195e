/** A refusal with its HTTP status. */
export class Problem extends Error {
  status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** PostgreSQL would refuse anything but a UUID with an error of its own. */
export function accountId(text: string): string {
  if (!UUID.test(text)) throw new Problem(404, `there is no account ${text.slice(0, 50)}`);
  return text.toLowerCase();
}

export function isInteger(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
