import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { ExerciseDetail, RuntimeName } from '#contracts';
import { ApiError } from '../api/client.js';
import { useSession } from '../api/session.js';
import { useLoaded } from '../api/use-loaded.js';
import { serverDrafts } from '../drafts/server-drafts.js';
import { ButtonLink } from '../parts/button.js';
import { WhenLoaded } from '../parts/loaded.js';
import { Loading } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { loadExercise, type OpenedExercise } from './load-exercise.js';
import { Workbench } from './workbench.js';
import { useRemembered } from './use-remembered.js';
import './workbench.css';

/** An exercise with everything to solve it. */
export function WorkbenchPage({ slug }: { slug: string }) {
  const { me, known } = useSession();
  const loaded = useLoaded(`${slug} of ${me?.id ?? 'nobody'}`, (signal) =>
    loadExercise(slug, me !== null, signal),
  );
  if (loaded.state === 'failed' && loaded.error instanceof ApiError && loaded.error.status === 404)
    return <NoExercise />;
  const hasFailed = loaded.state === 'failed';
  const title = loaded.state === 'ready' ? loaded.value.exercise.title : slug;
  return (
    <Page
      // What has failed is another page, with another width.
      key={String(hasFailed)}
      title={title}
      width={hasFailed ? 'narrow' : 'full'}
      quietTitle={!hasFailed}
      trail={<Link href="/exercises">Exercises</Link>}
    >
      <WhenLoaded of={loaded} what="the exercise">
        {(opened) =>
          known ? (
            <ChosenRuntime {...opened} userId={me?.id ?? null} onJudged={loaded.reload} />
          ) : (
            <Loading what="your account" />
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function NoExercise() {
  return (
    <Page title="There is no such exercise" width="narrow">
      <p>
        The address may be mistyped, or the exercise was retired. What you have submitted to it stays among
        your submissions.
      </p>
      <ButtonLink href="/exercises">To the exercises</ButtonLink>
    </Page>
  );
}

interface ChosenRuntimeProps extends OpenedExercise {
  readonly userId: string | null;
  readonly onJudged: () => void;
}

function ChosenRuntime({ exercise, cohorts, userId, onJudged }: ChosenRuntimeProps) {
  const [stored, remember] = useRemembered(`runtime.${exercise.slug}`, '');
  const remembered = exercise.runtimes.find((name) => name === stored);
  const latest = useLatestRuntime(exercise, remembered === undefined ? userId : null);
  const runtime = remembered ?? latest;
  if (runtime === null) return <Loading what="your draft" />;
  return <Workbench {...{ exercise, cohorts, userId, runtime, onJudged }} onRuntime={remember} />;
}

/** The runtime of the newest draft, for a browser that does not know; null while it is looked for. */
function useLatestRuntime({ slug, runtimes }: ExerciseDetail, userId: string | null): RuntimeName | null {
  const needsLook = userId !== null && runtimes.length > 1;
  const [found, setFound] = useState<RuntimeName | null>(null);
  useEffect(() => {
    if (!needsLook) return;
    Promise.all(runtimes.map((runtime) => serverDrafts(slug, runtime).read()))
      .then((drafts) => {
        const [newest] = drafts
          .filter(({ savedAt }) => savedAt !== null)
          .toSorted((a, b) => Date.parse(b.savedAt!) - Date.parse(a.savedAt!));
        setFound(newest?.runtime ?? runtimes[0]!);
      })
      .catch(() => setFound(runtimes[0]!));
  }, [needsLook, slug]);
  return needsLook ? found : runtimes[0]!;
}
