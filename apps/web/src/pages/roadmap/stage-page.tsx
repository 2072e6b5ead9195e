import { Link } from 'wouter';
import { TrackDetail, type Me } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ButtonLink } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { Failure, Loading, Empty, Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ProgressBar } from '../../parts/progress-bar.js';
import { WhenKnown } from '../../shell/when-known.js';
import { ExerciseCards } from '../exercises/exercise-cards.js';
import { iconOf, StageBadge, tellLook, toLook } from './stage-state.js';
import {
  hrefOfStage,
  hrefOfTrack,
  sumMinutes,
  tellMinutes,
  tellPassed,
  tellPoints,
  type Stage,
} from './stage.js';
import './roadmap.css';

/** One stage of a roadmap: what it is about, what comes before it, and its exercises in order. */
export function StagePage({ slug, stage }: { slug: string; stage: string }) {
  return (
    <WhenKnown what="the stage">{(me) => <KnownStage slug={slug} stageSlug={stage} me={me} />}</WhenKnown>
  );
}

function KnownStage({ slug, stageSlug, me }: { slug: string; stageSlug: string; me: Me | null }) {
  const loaded = useLoaded(`${slug} of ${me?.id ?? 'nobody'}`, (signal) =>
    request(TrackDetail, `/tracks/${encodeURIComponent(slug)}`, { signal }),
  );
  if (loaded.state === 'loading') return <Loading what="the stage" />;
  if (loaded.state === 'failed')
    return (
      <Page title="Stage" width="narrow" trail={<Link href="/">Roadmap</Link>}>
        <Failure error={loaded.error} onRetry={loaded.reload} />
      </Page>
    );
  const track = loaded.value;
  const index = track.stages.findIndex((one) => one.slug === stageSlug);
  const stage = track.stages[index];
  if (stage === undefined)
    return (
      <Page title="There is no such stage" width="narrow">
        <p>{track.title} has no stage of this name.</p>
        <ButtonLink href={hrefOfTrack(slug)}>To its stages</ButtonLink>
      </Page>
    );
  return (
    <Page
      title={stage.title}
      lead={stage.summary}
      trail={
        <>
          <Link href={hrefOfTrack(slug)}>{track.title}</Link>, stage {index + 1} of {track.stages.length}
        </>
      }
      actions={<StageBadge stage={stage} />}
    >
      <StageFacts stage={stage} isMember={me !== null} />
      <Prerequisites track={track} stage={stage} />
      <h2>Exercises</h2>
      {stage.exercises.length === 0 ? (
        <Empty title="No exercises yet">
          <p>This stage stands in nobody’s way: what comes after it is open as if it were not there.</p>
        </Empty>
      ) : (
        <ExerciseCards exercises={stage.exercises} />
      )}
      <Neighbours track={track} index={index} />
    </Page>
  );
}

function StageFacts({ stage, isMember }: { stage: Stage; isMember: boolean }) {
  const { progress, exercises, title } = stage;
  if (exercises.length === 0) return null;
  return (
    <div className="stage-figures">
      {isMember && <ProgressBar value={progress.earned} max={progress.points} label={`Points of ${title}`} />}
      <p className="facts">
        <span>{isMember ? tellPoints(progress) : `${progress.points} points`}</span>
        {isMember && <span>{tellPassed(progress)}</span>}
        <span>about {tellMinutes(sumMinutes(exercises))}</span>
      </p>
    </div>
  );
}

function Prerequisites({ track, stage }: { track: TrackDetail; stage: Stage }) {
  const before = track.stages.filter(({ slug }) => stage.prerequisites.includes(slug));
  if (before.length === 0) return null;
  return (
    <section aria-labelledby="before">
      <h2 id="before">Comes after</h2>
      <ul className="prerequisites">
        {before.map((one) => {
          const look = toLook(one);
          return (
            <li key={one.slug}>
              <Icon name={iconOf(look)} /> <Link href={hrefOfStage(track.slug, one.slug)}>{one.title}</Link>
              <span className="muted">{tellLook(look)}</span>
            </li>
          );
        })}
      </ul>
      {stage.state === 'locked' && (
        <Notice>
          <p>
            Something before this stage is not complete. That is advice, not a lock: every exercise below can
            be opened.
          </p>
        </Notice>
      )}
    </section>
  );
}

function Neighbours({ track, index }: { track: TrackDetail; index: number }) {
  const [before, after] = [track.stages[index - 1], track.stages[index + 1]];
  return (
    <nav className="row apart neighbours" aria-label="Stages beside this one">
      {before ? (
        <Link href={hrefOfStage(track.slug, before.slug)}>
          <Icon name="left" /> {before.title}
        </Link>
      ) : (
        <span />
      )}
      {after && (
        <Link href={hrefOfStage(track.slug, after.slug)}>
          {after.title} <Icon name="right" />
        </Link>
      )}
    </nav>
  );
}
