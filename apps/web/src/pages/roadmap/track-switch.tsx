import { Link } from 'wouter';
import type { TrackSummary } from '#contracts';
import { ProgressBar } from '../../parts/progress-bar.js';
import { hrefOfTrack, tellPassed } from './stage.js';

/** The roadmaps there are, each with how far its reader is. */
export function TrackSwitch({ tracks, current }: { tracks: readonly TrackSummary[]; current: string }) {
  return (
    <nav className="track-switch" aria-label="Roadmaps">
      <ul>
        {tracks.map(({ slug, title, stageCount, progress }) => (
          <li key={slug}>
            <Link href={hrefOfTrack(slug)} aria-current={slug === current ? 'page' : undefined}>
              <strong>{title}</strong>
              <ProgressBar value={progress.earned} max={progress.points} label={`Progress on ${title}`} />
              <small>
                {stageCount} stages, {tellPassed(progress)}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
