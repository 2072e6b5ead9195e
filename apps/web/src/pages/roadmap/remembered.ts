const TRACK_KEY = 'touchstone.track';
const VIEW_KEY = 'touchstone.road-view';

export type RoadView = 'map' | 'list';

/** The roadmap that was looked at last in this browser, if there is one of that name. */
export function recallTrack(slugs: readonly string[]): string | undefined {
  const last = localStorage.getItem(TRACK_KEY);
  return slugs.find((slug) => slug === last) ?? slugs[0];
}

export const rememberTrack = (slug: string): void => localStorage.setItem(TRACK_KEY, slug);

/** What was chosen in this browser; null before anything was. */
export function recallView(): RoadView | null {
  const view = localStorage.getItem(VIEW_KEY);
  return view === 'map' || view === 'list' ? view : null;
}

export const rememberView = (view: RoadView): void => localStorage.setItem(VIEW_KEY, view);
