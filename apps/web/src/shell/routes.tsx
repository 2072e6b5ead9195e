import { lazy, type ComponentType } from 'react';
import type { Role } from '#contracts';

/** The parameters of a path, by name: `/exercises/:slug` has `{ slug: string }`. */
type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string> & ParamsOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Record<Name, string>
    : unknown;

export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType<Record<string, string>>;
  /** Roles that may open it; undefined: everybody, logged in or not. */
  readonly roles: readonly Role[] | undefined;
}

const MEMBERS: readonly Role[] = ['learner', 'instructor', 'admin'];
const STAFF: readonly Role[] = ['instructor', 'admin'];

/** A page is fetched when it is first opened; it gets the parameters of its path as properties. */
function route<Path extends string>(
  path: Path,
  load: () => Promise<ComponentType<ParamsOf<Path>>>,
  roles?: readonly Role[],
): PageRoute {
  const page = lazy(async () => ({ default: (await load()) as ComponentType<Record<string, string>> }));
  return { path, page, roles };
}

/** Every page. Order matters: the first path that fits is shown. */
export const ROUTES: readonly PageRoute[] = [
  route('/', () => import('../pages/roadmap/roadmap-page.js').then((m) => m.HomePage)),
  route('/tracks/:slug', () => import('../pages/roadmap/roadmap-page.js').then((m) => m.RoadmapPage)),
  route('/tracks/:slug/board', () => import('../pages/boards/board-page.js').then((m) => m.TrackBoardPage)),
  route('/tracks/:slug/:stage', () => import('../pages/roadmap/stage-page.js').then((m) => m.StagePage)),
  route('/exercises', () =>
    import('../pages/exercises/exercise-list-page.js').then((m) => m.ExerciseListPage),
  ),
  route('/exercises/:slug', () => import('../workbench/workbench-page.js').then((m) => m.WorkbenchPage)),
  route('/account', () => import('../pages/account/account-page.js').then((m) => m.AccountPage), MEMBERS),
  route('/login', () => import('../pages/login/login-page.js').then((m) => m.LoginPage)),
  route('/submissions', () => import('../pages/history/history-page.js').then((m) => m.HistoryPage), MEMBERS),
  route(
    '/submissions/:id',
    () => import('../pages/submission-page.js').then((m) => m.SubmissionPage),
    MEMBERS,
  ),
  route('/desk', () => import('../pages/desk/desk-page.js').then((m) => m.DeskPage), STAFF),
  route(
    '/desk/exercises/:slug',
    () => import('../pages/desk/desk-exercise-page.js').then((m) => m.DeskExercisePage),
    STAFF,
  ),
  route(
    '/desk/candidates/:id/preview',
    () => import('../pages/desk/preview-page.js').then((m) => m.PreviewPage),
    STAFF,
  ),
  route(
    '/desk/rejudge',
    () => import('../pages/rejudge/rejudge-list-page.js').then((m) => m.RejudgeListPage),
    STAFF,
  ),
  route(
    '/desk/rejudge/:id',
    () => import('../pages/rejudge/rejudge-batch-page.js').then((m) => m.RejudgeBatchPage),
    STAFF,
  ),
  route(
    '/operations/accounts',
    () => import('../pages/operations/accounts-page.js').then((m) => m.AccountsPage),
    ['admin'],
  ),
  route(
    '/operations/platforms',
    () => import('../pages/operations/platforms-page.js').then((m) => m.PlatformsPage),
    ['admin'],
  ),
  route('/operations', () => import('../pages/operations/operations-page.js').then((m) => m.OperationsPage), [
    'admin',
  ]),
  route(
    '/submissions/:id/compare/:other',
    () => import('../pages/history/compare-page.js').then((m) => m.ComparePage),
    MEMBERS,
  ),
  route(
    '/cohorts/:id/progress',
    () => import('../pages/progress/progress-page.js').then((m) => m.ProgressPage),
    STAFF,
  ),
  route(
    '/cohorts/:id/progress/:learner/:exercise',
    () => import('../pages/progress/work-page.js').then((m) => m.WorkPage),
    STAFF,
  ),
  route(
    '/cohorts/:id/similarity',
    () => import('../pages/similarity/similarity-page.js').then((m) => m.SimilarityPage),
    STAFF,
  ),
  route(
    '/cohorts/:id/similarity/:exercise/:left/:right',
    () => import('../pages/similarity/pair-page.js').then((m) => m.PairPage),
    STAFF,
  ),
  route('/exercises/:slug/board', () =>
    import('../pages/boards/board-page.js').then((m) => m.ExerciseBoardPage),
  ),
  route(
    '/cohorts',
    () => import('../pages/cohorts/cohort-list-page.js').then((m) => m.CohortListPage),
    MEMBERS,
  ),
  route('/cohorts/:id', () => import('../pages/cohorts/cohort-page.js').then((m) => m.CohortPage), MEMBERS),
  route(
    '/cohorts/:id/manage',
    () => import('../pages/cohorts/manage-page.js').then((m) => m.ManageCohortPage),
    STAFF,
  ),
  route('/join/:code', () => import('../pages/cohorts/join-page.js').then((m) => m.JoinPage), MEMBERS),
  route('/boards/:id', () => import('../pages/boards/board-page.js').then((m) => m.CohortBoardPage)),
];
