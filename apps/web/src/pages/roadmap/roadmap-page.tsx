import { useEffect } from 'react';
import { TrackDetail, TrackList, type Me } from '#contracts';
import { ApiError, request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { WhenKnown } from '../../shell/when-known.js';
import { recallTrack, rememberTrack } from './remembered.js';
import { Road } from './road.js';
import { TrackSwitch } from './track-switch.js';
import './roadmap.css';

const LEAD =
  'Write a real backend, submit it, and watch hidden tests grade it beside real services, test by test.';

interface Shown {
  readonly tracks: TrackList['items'];
  /** null when there is none of the name asked for, or none at all. */
  readonly track: TrackDetail | null;
}

/** The roadmaps, one of them opened: the one of the address, else the one looked at last. */
export function RoadmapPage({ slug }: { slug?: string }) {
  return <WhenKnown what="the roadmap">{(me) => <Roadmap slug={slug} me={me} />}</WhenKnown>;
}

function Roadmap({ slug, me }: { slug: string | undefined; me: Me | null }) {
  const loaded = useLoaded(`${slug ?? ''} of ${me?.id ?? 'nobody'}`, (signal) => load(slug, signal));
  const track = loaded.state === 'ready' ? loaded.value.track : null;
  useEffect(() => {
    if (track !== null) rememberTrack(track.slug);
  }, [track]);
  return (
    <Page
      title={track?.title ?? 'Roadmap'}
      lead={loaded.state === 'loading' ? undefined : (track?.summary ?? LEAD)}
      actions={
        track !== null &&
        me !== null && (
          <ButtonLink kind="quiet" href={`/tracks/${track.slug}/board`}>
            Board
          </ButtonLink>
        )
      }
    >
      <WhenLoaded of={loaded} what="the roadmap">
        {({ tracks, track: opened }) => (
          <>
            {tracks.length > 0 && <TrackSwitch tracks={tracks} current={opened?.slug ?? ''} />}
            {opened === null ? (
              <NoTrack isAny={tracks.length > 0} />
            ) : (
              <Road track={opened} isMember={me !== null} />
            )}
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

/** What a visit begins with. */
export function HomePage() {
  return <RoadmapPage />;
}

async function load(asked: string | undefined, signal: AbortSignal): Promise<Shown> {
  const { items: tracks } = await request(TrackList, '/tracks', { signal });
  const slug = asked ?? recallTrack(tracks.map((track) => track.slug));
  if (slug === undefined) return { tracks, track: null };
  try {
    return { tracks, track: await request(TrackDetail, `/tracks/${encodeURIComponent(slug)}`, { signal }) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { tracks, track: null };
    throw error;
  }
}

function NoTrack({ isAny }: { isAny: boolean }) {
  return (
    <Empty title={isAny ? 'There is no such roadmap' : 'There is no roadmap yet'}>
      <p>{isAny ? 'Choose one of those above.' : 'The exercises can be done in any order.'}</p>
      {!isAny && <ButtonLink href="/exercises">To the exercises</ButtonLink>}
    </Empty>
  );
}
