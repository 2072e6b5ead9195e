import { useState } from 'react';
import { Link } from 'wouter';
import type { CohortDetail, ExerciseDetail } from '#contracts';
import { Prose } from '../parts/prose.js';
import { Tabs } from '../parts/tabs.js';
import { CohortNotes } from './cohort-notes.js';
import { HintLadders } from './hint-ladders.js';

const TABS = ['statement', 'hints', 'tests', 'environment'] as const;
type Tab = (typeof TABS)[number];

const LABELS: Readonly<Record<Tab, string>> = {
  statement: 'Statement',
  hints: 'Hints',
  tests: 'Public tests',
  environment: 'Where it runs',
};

interface StatementPaneProps {
  readonly exercise: ExerciseDetail;
  /** In which the reader works on it. */
  readonly cohorts?: readonly CohortDetail[];
  /** Of a version that is not published: there is no board of it. */
  readonly isPreview?: boolean;
}

/** What the learner reads. */
export function StatementPane({ exercise, cohorts = [], isPreview = false }: StatementPaneProps) {
  const [tab, setTab] = useState<Tab>('statement');
  return (
    <section className="pane statement" aria-label="The exercise">
      <Tabs
        label="About the exercise"
        tabs={TABS.map((id) => ({ id, label: LABELS[id] }))}
        current={tab}
        onChoose={(id) => setTab(id as Tab)}
      >
        <div className="pane-text">
          {tab === 'statement' && <Statement {...{ exercise, cohorts, isPreview }} />}
          {tab === 'hints' && <HintLadders slug={exercise.slug} hints={exercise.hints} />}
          {tab === 'tests' && <PublicTests files={exercise.publicTests} />}
          {tab === 'environment' && <Environment exercise={exercise} />}
        </div>
      </Tabs>
    </section>
  );
}

function Statement({ exercise, cohorts, isPreview }: Required<StatementPaneProps>) {
  return (
    <>
      <p className="facts">
        <span>{exercise.kind}</span>
        <span>{exercise.points} points</span>
        <span>{exercise.minutes} min</span>
        {exercise.services.map((service) => (
          <span key={service}>{service}</span>
        ))}
        {exercise.bestScore !== null && <span>your best: {exercise.bestScore} / 100</span>}
        {!isPreview && <Link href={`/exercises/${exercise.slug}/board`}>Board</Link>}
      </p>
      <CohortNotes slug={exercise.slug} cohorts={cohorts} />
      <Prose source={exercise.statement} />
    </>
  );
}

function PublicTests({ files }: { files: ExerciseDetail['publicTests'] }) {
  return (
    <>
      <p className="muted">
        These run when you choose “Run the public tests”. The hidden suite asks more of what you hand in.
      </p>
      {files.map((file, index) => (
        <details key={file.path} open={index === 0}>
          <summary>
            <code>{file.path}</code>
          </summary>
          <pre tabIndex={0} role="region" aria-label={`Text of ${file.path}`}>
            <code>{file.content}</code>
          </pre>
        </details>
      ))}
    </>
  );
}

function Environment({ exercise }: { exercise: ExerciseDetail }) {
  return exercise.kind === 'artifact' ? (
    <ArtifactEnvironment exercise={exercise} />
  ) : (
    <ProgramEnvironment exercise={exercise} />
  );
}

/** Nothing of the learner's runs by itself: there is no start, no memory of its own and no library. */
function ArtifactEnvironment({ exercise: { limits, services } }: { exercise: ExerciseDetail }) {
  return (
    <>
      <dl className="facts-list">
        <dt>Time for a test</dt>
        <dd>{limits.testTimeoutMs / 1000} s</dd>
        <dt>Time in all</dt>
        <dd>{limits.wallTimeoutMs / 1000} s</dd>
      </dl>
      <p className="muted">
        Your files are judged as they are
        {services.length === 0 ? '' : `, by a real ${services.join(' and ')}`}.
      </p>
    </>
  );
}

function ProgramEnvironment({ exercise }: { exercise: ExerciseDetail }) {
  const { limits, services } = exercise;
  return (
    <>
      <dl className="facts-list">
        <dt>Memory</dt>
        <dd>{limits.memoryMib} MiB</dd>
        <dt>Time to start</dt>
        <dd>{limits.startTimeoutMs / 1000} s</dd>
        <dt>Time for a test</dt>
        <dd>{limits.testTimeoutMs / 1000} s</dd>
        <dt>Time in all</dt>
        <dd>{limits.wallTimeoutMs / 1000} s</dd>
        <dt>Network</dt>
        <dd>{services.length === 0 ? 'none' : `only to ${services.join(' and ')}`}</dd>
      </dl>
      {exercise.environment.map(({ runtime, version, libraries }) => (
        <section key={runtime}>
          <h2>
            {runtime} {version}
          </h2>
          <p className="muted">Libraries that are there; nothing else can be installed.</p>
          <ul className="libraries">
            {libraries.map((library) => (
              <li key={library.name}>
                {library.name} <span className="muted">{library.version}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {exercise.environment.length === 0 && (
        <p className="muted">The libraries are listed as soon as a worker has told what its images carry.</p>
      )}
    </>
  );
}
