import { exerciseFiles } from '#testing';
import { ExercisesFolder } from '../exercise-folder.js';

const stage = (slug: string, title: string, needs: string[], exercises: string[]) => `  - slug: ${slug}
    title: ${title}
    summary: What there is to learn about ${slug}.
    prerequisites: [${needs.join(', ')}]
    exercises: [${exercises.join(', ')}]
`;

const track = (
  title: string,
  ...stages: string[]
) => `# yaml-language-server: $schema=../.schema/track.schema.json
title: ${title}
summary: One stage after the other, from first to last.
stages:
${stages.join('')}`;

const WALKTHROUGH = `walkthrough:
  solutions: [solutions/node/accepted/plain-http]
`;

/** Two roadmaps over three exercises; `greeting` has a walk-through. The caller disposes of it. */
export function roadFolder(): ExercisesFolder {
  const folder = new ExercisesFolder();
  for (const slug of ['farewell', 'sequel']) folder.write(slug, exerciseFiles());
  const greeting = exerciseFiles({ 'walkthrough.md': '# Why it greets\n\nIt looks at the name first.\n' });
  folder.write(
    'greeting',
    greeting.map(({ path, content }) => ({
      path,
      content: path === 'exercise.yaml' ? content + WALKTHROUGH : content,
    })),
  );
  folder.write('tracks', [
    {
      path: 'first-steps.yaml',
      content: track(
        'First steps',
        stage('basics', 'Basics', [], ['greeting', 'farewell']),
        stage('gap', 'Nothing here', ['basics'], []),
        stage('beyond', 'Beyond', ['gap'], ['sequel']),
      ),
    },
    { path: 'short-way.yaml', content: track('Short way', stage('all', 'All at once', [], ['sequel'])) },
  ]);
  return folder;
}
