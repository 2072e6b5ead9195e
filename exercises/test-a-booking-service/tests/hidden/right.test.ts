import { step } from '@touchstone/kit';
import { firstRunOn, PARTS, preparePart, verdictOn } from './line-up.ts';
import type { RightName } from './right-services.ts';

async function expectGreen(name: RightName): Promise<void> {
  const { problem, failures } = firstRunOn(name);
  await step('your suite on this right service', () => expect(problem).toBe(null));
  await step('failures of your suite on this right service', () => expect(failures).toEqual([]));
  await expectRedOnNothing();
  const again = verdictOn(name);
  if (again) await step('your suite once more, among wrong services', () => expect(again).toBe('green'));
}

/** A suite that is green whatever it meets says nothing about a right service. */
async function expectRedOnNothing(): Promise<void> {
  const { problem, verdict } = firstRunOn('NothingHere');
  await step('your suite on a service that answers 404 to everything', () => {
    expect(problem).toBe(null);
    expect(verdict).toBe('red');
  });
}

for (const part of PARTS) beforeAll(() => preparePart(part));

describe('Right services', () => {
  it('is green on a service that keeps every rule', () => expectGreen('letter'));

  it('is green whatever sentence an error has', () => expectGreen('sentences'));

  it('is green whatever the ids look like', () => expectGreen('ids'));

  it('is green whatever the order of properties, and with some more of them', () =>
    expectGreen('properties'));

  it('is green whichever of several mistakes is reported', () => expectGreen('mistakes'));
});
