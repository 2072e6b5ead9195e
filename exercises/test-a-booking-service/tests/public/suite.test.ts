import { step } from '@touchstone/kit';
import { BookingService, Refused, TO_THE_LETTER, type ServiceAnswer } from './booking-service.ts';
import { runSuite } from './run-suite.ts';

/** Anybody gets any night: no two bookings ever meet. */
class BooksEverything extends BookingService {
  protected override meet(): boolean {
    return false;
  }
}

class AnswersNotFound extends BookingService {
  protected override route(): ServiceAnswer {
    throw new Refused(404);
  }
}

async function expectGreenOn(service: BookingService): Promise<void> {
  const { problem, failures } = await runSuite(service);
  await step('your suite on this right service', () => expect(problem).toBe(null));
  await step('failures of your suite on this right service', () => expect(failures).toEqual([]));
}

async function expectRedOn(service: BookingService): Promise<void> {
  const { problem, verdict } = await runSuite(service);
  await step('your suite on this wrong service', () => {
    expect(problem).toBe(null);
    expect(verdict).toBe('red');
  });
}

describe('Your suite', () => {
  it('is green on a service that keeps every rule', () => expectGreenOn(new BookingService()));

  it('is green on another one, with other ids and other sentences', () =>
    expectGreenOn(
      new BookingService({
        ...TO_THE_LETTER,
        toId: (count) => `no~${count * 31}`,
        toSentence: (status) => `${status}, alas`,
      }),
    ));

  it('is red on a service that answers 404 to everything', () => expectRedOn(new AnswersNotFound()));

  it('is red on a service that gives every night to everybody', () => expectRedOn(new BooksEverything()));
});
