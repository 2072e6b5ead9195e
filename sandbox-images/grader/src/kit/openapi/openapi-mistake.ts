/** What is wrong with a learner's OpenAPI document, and where in it: `#` is the whole. */
export class OpenApiMistake extends Error {
  override readonly name = 'OpenApiMistake';

  constructor(
    readonly place: string,
    problem: string,
  ) {
    super(`${place}: ${problem}`);
  }
}
