export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly errors: FieldError[] | undefined;

  constructor(status: number, title: string, headers: Record<string, string>, errors?: FieldError[]) {
    super(title);
    this.status = status;
    this.headers = headers;
    this.errors = errors;
  }

  toJSON() {
    return { type: 'about:blank', title: this.message, status: this.status, errors: this.errors };
  }
}

export const problem = (status: number, title: string, headers: Record<string, string> = {}) => new Problem(status, title, headers);
export const invalid = (errors?: FieldError[]) => new Problem(422, 'This is not a valid todo', {}, errors);
