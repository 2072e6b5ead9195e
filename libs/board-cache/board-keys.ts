/** The keys of one board. The braces keep them together where Redis is a cluster. */
export class BoardKeys {
  private readonly start: string;

  constructor(prefix: string, board: string) {
    this.start = `${prefix}:board:{${board}}`;
  }

  get state(): string {
    return `${this.start}:state`;
  }

  /** Changes that the board has taken in already. */
  get seen(): string {
    return `${this.start}:seen`;
  }

  /** Held by whoever builds the board. */
  get lock(): string {
    return `${this.start}:building`;
  }

  get rowsPrefix(): string {
    return `${this.start}:rows:`;
  }

  rows(generation: string): string {
    return this.rowsPrefix + generation;
  }
}
