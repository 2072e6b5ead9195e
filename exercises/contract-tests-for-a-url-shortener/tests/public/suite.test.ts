import { step } from '@touchstone/kit';
import { TO_THE_LETTER } from './freedom.ts';
import { LinkService, Refused, type Link, type ServiceAnswer } from './link-service.ts';
import { CONSUMERS, runSuite, type Consumer } from './run-suite.ts';

class AnswersNotFound extends LinkService {
  protected override route(): ServiceAnswer {
    throw new Refused(404);
  }
}

/** Sends everybody to the same place. */
class LeadsAstray extends LinkService {
  protected override redirect(link: Link, query: string): ServiceAnswer {
    return super.redirect({ ...link, url: 'https://example.com/elsewhere' }, query);
  }
}

class NeverCounts extends LinkService {
  protected override count(link: Link): void {
    this.links.set(link.slug, link);
  }
}

async function expectGreenOn(service: LinkService): Promise<void> {
  const { problem, failures } = await runSuite(service);
  await step('your suite on this right release', () => expect(problem).toBe(null));
  await step('failures of your suite on this right release', () => expect(failures).toEqual([]));
}

async function expectBroken(service: LinkService, consumers: readonly Consumer[]): Promise<void> {
  const { problem, broken } = await runSuite(service);
  await step('the consumers that your suite says this release breaks', () => {
    expect(problem).toBe(null);
    expect(broken).toEqual([...consumers]);
  });
}

describe('Your suite', () => {
  it('is green on a release that answers like the examples', () => expectGreenOn(new LinkService()));

  it('is green on another one, with other slugs and redirects', () =>
    expectGreenOn(
      new LinkService({
        ...TO_THE_LETTER,
        toSlug: (count) => `no~${count * 31}`,
        redirectStatus: 307,
        cacheControl: 'max-age=0, no-store',
      }),
    ));

  it('sees that a service that answers 404 to everything breaks every consumer', () =>
    expectBroken(new AnswersNotFound(), CONSUMERS));

  it('sees that a release that leads astray breaks the edge, and nobody else', () =>
    expectBroken(new LeadsAstray(), ['edge']));

  it('sees that a release that never counts breaks the dashboard, and nobody else', () =>
    expectBroken(new NeverCounts(), ['dashboard']));
});
