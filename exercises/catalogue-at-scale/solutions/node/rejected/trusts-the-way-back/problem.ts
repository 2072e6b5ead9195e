export interface ParameterMistake {
  parameter: string;
  message: string;
}

/** Answered as application/problem+json. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: ParameterMistake[] | undefined;

  constructor(status: number, title: string, errors?: ParameterMistake[]) {
    super(title);
    this.status = status;
    this.errors = errors;
  }

  toJSON() {
    return { status: this.status, title: this.message, errors: this.errors };
  }
}
