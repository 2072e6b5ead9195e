import type { FailureCategory } from '#contracts';

/** A failure that the kit itself noticed while talking to the learner's program. Its message is written for the learner. */
export class KitFailure extends Error {
  override readonly name = 'KitFailure';

  readonly category: FailureCategory;

  constructor(category: FailureCategory, message: string, options?: ErrorOptions) {
    super(message, options);
    this.category = category;
  }
}

/** A suite used the kit in a way it is not made for. The message is for the author of the exercise. */
export class SuiteMistake extends Error {
  override readonly name = 'SuiteMistake';
}

/** What a call of the kit ends with when the test it belongs to is already over. */
export class TestIsOver extends Error {
  override readonly name = 'TestIsOver';

  constructor() {
    super('The test that started this call is over.');
  }
}
