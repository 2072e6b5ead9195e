import { step } from '@touchstone/kit';
import { brokenBy, countNotGreen, PARTS, preparePart } from './line-up.ts';
import { WRONG_RELEASES, type WrongName } from './wrong-releases.ts';

async function expectFound(name: WrongName): Promise<void> {
  const notGreen = countNotGreen();
  await step('right releases on which your suite was not green', () => expect(notGreen).toBe(0));
  const broken = brokenBy(name);
  await step('the consumers that your suite says this release breaks', () =>
    expect(broken).toEqual([WRONG_RELEASES[name].breaks]),
  );
}

for (const part of PARTS) beforeAll(() => preparePart(part));

describe('The mailer', () => {
  it('is saved from the release that breaks M1', () => expectFound('ForgetsNull'));

  it('is saved from the first release that breaks M2', () => expectFound('LowersAlias'));

  it('is saved from the second release that breaks M2', () => expectFound('FreesAliases'));

  it('is saved from the first release that breaks M3', () => expectFound('AnswersOtherBody'));

  it('is saved from the second release that breaks M3', () => expectFound('RefusedUsesKey'));

  it('is saved from the first release that breaks M4', () => expectFound('FirstMistakeOnly'));

  it('is saved from the second release that breaks M4', () => expectFound('PlainConflict'));
});

describe('The edge', () => {
  it('is saved from the first release that breaks E1', () => expectFound('MovedPermanently'));

  it('is saved from the second release that breaks E1', () => expectFound('TidiesTheUrl'));

  it('is saved from the release that breaks E2', () => expectFound('NoCacheOnly'));

  it('is saved from the release that breaks E3', () => expectFound('HeadWithoutLocation'));

  it('is saved from the first release that breaks E4', () => expectFound('LastMoment'));

  it('is saved from the second release that breaks E4', () => expectFound('DeletedIsUnknown'));

  it('is saved from the release that breaks E5', () => expectFound('PassesTheQuery'));
});

describe('The dashboard', () => {
  it('is saved from the release that breaks D1', () => expectFound('TextInLists'));

  it('is saved from the first release that breaks D2', () => expectFound('CountsHead'));

  it('is saved from the second release that breaks D2', () => expectFound('CountsTheGone'));

  it('is saved from the first release that breaks D3', () => expectFound('RepeatsAfterInsert'));

  it('is saved from the second release that breaks D3', () => expectFound('ForgetsTheLast'));

  it('is saved from the third release that breaks D3', () => expectFound('ClampsLimit'));

  it('is saved from the release that breaks D4', () => expectFound('DeletedIsRead'));
});
