import { describe, expect, it } from '@jest/globals';
import { ExerciseSlug } from '#contracts';
import { anExercise } from '#testing';
import { describeCatalogue, type CatalogueEntry } from './describe-catalogue.js';

const FACTS = { repeats: 3, programs: 4, tests: 21, medianMs: 1249 };

function anEntry(proof: CatalogueEntry['proof']): CatalogueEntry {
  const exercise = anExercise();
  const right = { runtime: 'node' as const, name: 'right', files: [], expectation: null };
  const wrong = {
    ...right,
    name: 'wrong',
    expectation: { outcome: 'partial' as const, fails: [], because: 'it is wrong' },
  };
  return { exercise, solutions: [right, wrong, wrong], proof };
}

const aTrack = (...exercises: string[]) => {
  const stage = {
    slug: 'http',
    title: 'A | B',
    summary: 'What it is about.',
    prerequisites: [],
    exercises: exercises.map((exercise) => ExerciseSlug.parse(exercise)),
  };
  return { slug: 'trek', title: 'The trek', summary: 'What it is about.', stages: [stage] };
};

describe('describeCatalogue', () => {
  it('tells of each exercise what it is made of and what it takes', () => {
    const { slug, manifest } = anEntry(FACTS).exercise;
    const page = describeCatalogue([anEntry(FACTS)], []);

    expect(page).toContain(
      `| [${manifest.title}](../exercises/${slug}/statement.md) \`${slug}\` | ${manifest.kind} | ${manifest.runtimes.join(', ')} | – | 21 | 1 | 2 | ${manifest.minutes} | 1.2 s |`,
    );
  });

  it('says of one that changed since its proof that it is not proven', () => {
    expect(describeCatalogue([anEntry(null)], [])).toContain('| not proven |');
  });

  it('shows what is in a stage, and a stage that has nothing', () => {
    const { slug } = anEntry(null).exercise;
    const page = describeCatalogue([anEntry(null)], [aTrack(slug, 'gone'), aTrack()]);

    expect(page).toContain(`| 1 | A \\| B | \`${slug}\` |`);
    expect(page).toContain('| 1 | A \\| B | none yet |');
  });
});
