import { step } from '@touchstone/kit';
import { countNotGreen, PARTS, preparePart, verdictOn } from './line-up.ts';
import type { WrongName } from './wrong-services.ts';

async function expectFound(name: WrongName): Promise<void> {
  const notGreen = countNotGreen();
  await step('right services on which your suite was not green', () => expect(notGreen).toBe(0));
  const verdict = verdictOn(name);
  await step('your suite on this wrong service', () => expect(verdict).toBe('red'));
}

for (const part of PARTS) beforeAll(() => preparePart(part));

describe('Input, dates and beds', () => {
  it('finds the service that breaks rule 1', () => expectFound('HalfAPerson'));

  it('finds the first service that breaks rule 2', () => expectFound('FifteenNights'));

  it('finds the second service that breaks rule 2', () => expectFound('ThirtiethOfFebruary'));

  it('finds the service that breaks rule 3', () => expectFound('OneBedIsLeftEmpty'));
});

describe('Nights and prices', () => {
  it('finds the first service that breaks rule 4', () => expectFound('NotAround'));

  it('finds the second service that breaks rule 4', () => expectFound('NotIntoTheFront'));

  it('finds the third service that breaks rule 4', () => expectFound('NobodyArrivesWhenOneLeaves'));

  it('finds the first service that breaks rule 5', () => expectFound('SevenNightsAreShort'));

  it('finds the second service that breaks rule 5', () => expectFound('ThirtyDaysAMonth'));
});

describe('Refusals and changes', () => {
  it('finds the first service that breaks rule 6', () => expectFound('KeepsTheRefused'));

  it('finds the second service that breaks rule 6', () => expectFound('MovesTheRefused'));

  it('finds the first service that breaks rule 7', () => expectFound('StandsInItsOwnWay'));

  it('finds the second service that breaks rule 7', () => expectFound('KeepsTheOldPrice'));

  it('finds the third service that breaks rule 7', () => expectFound('CountsBedsOnce'));
});

describe('Cancelling and lists', () => {
  it('finds the first service that breaks rule 8', () => expectFound('CancelledNightsStayTaken'));

  it('finds the second service that breaks rule 8', () => expectFound('CancelsOnce'));

  it('finds the third service that breaks rule 8', () => expectFound('MovesTheCancelled'));

  it('finds the service that breaks rule 9', () => expectFound('ListsAsBooked'));

  it('finds the service that breaks rule 10', () => expectFound('EveryRoomHasAList'));
});
