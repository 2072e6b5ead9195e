/** What the learner's code threw. `name` is the error's class, `code` its `code` property when it is a string. */
export class SubjectError extends Error {
  override readonly name: string;
  readonly code: string | undefined;

  constructor(name: string, message: string, code?: string) {
    super(message);
    this.name = name;
    this.code = code;
  }

  static fromWire(content: unknown): SubjectError {
    const { name, message, code } = (
      typeof content === 'object' && content !== null ? content : {}
    ) as Record<string, unknown>;
    return new SubjectError(
      typeof name === 'string' ? name : 'Error',
      typeof message === 'string' ? message : '',
      typeof code === 'string' ? code : undefined,
    );
  }
}
