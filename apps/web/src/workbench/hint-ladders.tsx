import type { ExerciseDetail } from '#contracts';
import { Button } from '../parts/button.js';
import { Empty } from '../parts/notice.js';
import { Prose } from '../parts/prose.js';
import { announce } from '../shell/announcer.js';
import { useRemembered } from './use-remembered.js';

/** Hints by task, each a ladder: the next step only on demand. */
export function HintLadders({ slug, hints }: { slug: string; hints: ExerciseDetail['hints'] }) {
  if (hints.length === 0)
    return (
      <Empty title="No hints">
        <p>This exercise has none: its statement says it all.</p>
      </Empty>
    );
  return (
    <>
      <p className="muted">Each hint says a little more than the one before. Opening them costs nothing.</p>
      {hints.map((ladder) => (
        <HintLadder key={ladder.task} slug={slug} ladder={ladder} />
      ))}
    </>
  );
}

function HintLadder({ slug, ladder }: { slug: string; ladder: ExerciseDetail['hints'][number] }) {
  const { task, steps } = ladder;
  const [stored, remember] = useRemembered(`hints.${slug}.${task}`, '0');
  const shown = Math.min(Number(stored) || 0, steps.length);
  const showNext = () => {
    remember(String(shown + 1));
    announce(`Hint ${shown + 1} of ${steps.length} is shown`);
  };
  return (
    <section className="ladder">
      <h2>{task}</h2>
      {shown > 0 && (
        <ol>
          {steps.slice(0, shown).map((step, index) => (
            <li key={index}>
              <Prose source={step} />
            </li>
          ))}
        </ol>
      )}
      {shown < steps.length ? (
        <Button kind="quiet" small onClick={showNext}>
          Show hint {shown + 1} of {steps.length}
        </Button>
      ) : (
        <p className="muted">That was the last hint for this.</p>
      )}
    </section>
  );
}
