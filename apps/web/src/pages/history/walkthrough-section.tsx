import { useState } from 'react';
import { ExerciseWalkthrough } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Prose } from '../../parts/prose.js';
import { FileViewer } from './file-viewer.js';
import { REFERENCE } from './reference.js';

interface WalkthroughSectionProps {
  readonly exercise: string;
  readonly runtime: string;
  readonly submissionId: string;
}

/** How the reference is built, for whoever has passed: fetched when it is opened. */
export function WalkthroughSection({ exercise, runtime, submissionId }: WalkthroughSectionProps) {
  const [opened, setOpened] = useState(false);
  return (
    <section aria-labelledby="walkthrough">
      <h2 id="walkthrough">The reference</h2>
      <details className="card" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
        <summary>Read the walk-through</summary>
        {opened && <Walkthrough exercise={exercise} runtime={runtime} submissionId={submissionId} />}
      </details>
    </section>
  );
}

function Walkthrough({ exercise, runtime, submissionId }: WalkthroughSectionProps) {
  const path = `/exercises/${encodeURIComponent(exercise)}/walkthrough`;
  const loaded = useLoaded(path, (signal) => request(ExerciseWalkthrough, path, { signal }));
  return (
    <WhenLoaded of={loaded} what="the walk-through">
      {({ text, solutions }) => {
        const solution = solutions.find((one) => one.runtime === runtime) ?? solutions[0];
        return (
          <div className="stack">
            <Prose source={text} />
            {solution && (
              <>
                <h3>
                  {solution.name} <small className="muted">{solution.runtime}</small>
                </h3>
                <FileViewer files={solution.files} label="Files of the reference" />
                {solution.runtime === runtime && (
                  <div className="row">
                    <ButtonLink kind="quiet" href={`/submissions/${submissionId}/compare/${REFERENCE}`}>
                      Compare with yours
                    </ButtonLink>
                  </div>
                )}
              </>
            )}
          </div>
        );
      }}
    </WhenLoaded>
  );
}
