import { step } from '@touchstone/kit';
import { firstRunOn, PARTS, preparePart, wasGreenAgainOn } from './line-up.ts';
import type { RightName } from './right-releases.ts';
import { CONSUMERS } from './run-suite.ts';

async function expectGreen(name: RightName): Promise<void> {
  const { problem, failures } = firstRunOn(name);
  await step('your suite on this right release', () => expect(problem).toBe(null));
  await step('failures of your suite on this right release', () => expect(failures).toEqual([]));
  await expectRedOnNothing();
  const again = wasGreenAgainOn(name);
  if (again !== null)
    await step('your suite was green once more, among wrong releases', () => expect(again).toBe(true));
}

/** A suite that is green whatever it meets says nothing about a right release. */
async function expectRedOnNothing(): Promise<void> {
  const { problem, broken } = firstRunOn('NothingHere');
  await step('the consumers that your suite protects from a service that answers 404 to everything', () => {
    expect(problem).toBe(null);
    expect(broken).toEqual([...CONSUMERS]);
  });
}

for (const part of PARTS) beforeAll(() => preparePart(part));

describe('Right releases', () => {
  it('is green on a release that answers like the examples', () => expectGreen('letter'));

  it('is green whatever sentences, statuses and directives are chosen', () => expectGreen('words'));

  it('is green whatever slugs, addresses and cursors look like', () => expectGreen('addresses'));

  it('is green whatever the order of properties, and with some more of them', () =>
    expectGreen('properties'));

  it('is green however many links are on a page', () => expectGreen('pages'));

  it('is green without anything that no consumer reads', () => expectGreen('bare'));
});
