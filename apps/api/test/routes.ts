import type { Role } from '#contracts';

type Visitor = 'anonymous' | Role | 'owner';

/** What each visitor gets when the request is well-formed and its target belongs to `owner`, a learner. */
export interface RouteExpectation {
  readonly body?: object;
  readonly query?: string;
  readonly status: Readonly<Record<Visitor, number>>;
}

const everybody = (status: number) => ({
  anonymous: status,
  learner: status,
  owner: status,
  instructor: status,
  admin: status,
});
const loggedIn = (status: number) => ({ ...everybody(status), anonymous: 401 });
const staff = (status: number) => ({
  anonymous: 401,
  learner: 403,
  owner: 403,
  instructor: status,
  admin: status,
});
const admins = (status: number) => ({ ...staff(403), admin: status });
const ownersAndStaff = (status: number) => ({ ...loggedIn(status), learner: 404 });

const membersAndAdmins = (status: number) => ({ ...loggedIn(status), learner: 404, instructor: 404 });
const teachersAndAdmins = (status: number) => ({ ...staff(status), instructor: 404 });

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Every route there is. A route that is missing here fails the suite: say who may use it. */
export const ROUTES: Readonly<Record<string, RouteExpectation>> = {
  'GET /healthz': { status: everybody(200) },
  'GET /readyz': { status: everybody(200) },
  'GET /metrics': { status: everybody(200) },

  'POST /api/v1/auth/register': { status: everybody(400), body: {} },
  'POST /api/v1/auth/login': {
    status: everybody(401),
    body: { email: 'nobody@example.org', password: 'nothing' },
  },
  'POST /api/v1/auth/refresh': { status: everybody(401), body: { refreshToken: 'none' } },
  'POST /api/v1/auth/logout': { status: everybody(204), body: { refreshToken: 'none' } },
  'GET /api/v1/auth/providers': { status: everybody(200) },
  // No provider is set up here.
  'GET /api/v1/auth/oidc/:provider/start': { status: everybody(404) },
  'GET /api/v1/auth/oidc/:provider/callback': { status: everybody(404) },
  'POST /api/v1/auth/oidc/finish': { status: everybody(400), body: {} },

  'GET /api/v1/me': { status: loggedIn(200) },
  // 403 for all of these: they come with a personal token, which cannot change or delete the account.
  'PATCH /api/v1/me': { status: loggedIn(403), body: { displayName: 'Renamed' } },
  'DELETE /api/v1/me': { status: loggedIn(403), body: { password: 'correct horse battery' } },
  'POST /api/v1/me/password': { status: loggedIn(403), body: { newPassword: 'another long one' } },
  'GET /api/v1/me/export': { status: loggedIn(200) },
  'GET /api/v1/me/tokens': { status: loggedIn(200) },
  // 403 for all of these: they come with a personal token, which cannot make another one.
  'POST /api/v1/me/tokens': { status: loggedIn(403), body: { name: 'more' } },
  // The token belongs to the owner, and staff cannot reach it either.
  'DELETE /api/v1/me/tokens/:tokenId': { status: { ...loggedIn(404), owner: 204 } },

  'GET /api/v1/me/identities': { status: loggedIn(200) },
  // 403 for all of these: they come with a personal token, which changes no way in.
  'POST /api/v1/me/identities/:provider': { status: loggedIn(403), body: {} },
  'DELETE /api/v1/me/identities/:provider': { status: loggedIn(403), body: {} },

  'GET /api/v1/exercises': { status: everybody(200) },
  'GET /api/v1/exercises/:slug': { status: everybody(200) },
  'GET /api/v1/exercises/:slug/starter': { status: everybody(200), query: '?runtime=node' },
  // The owner has passed, the other learner has not.
  'GET /api/v1/exercises/:slug/walkthrough': { status: { ...loggedIn(200), learner: 403 } },
  'GET /api/v1/exercises/:slug/statistics': { status: loggedIn(200), query: '?runtime=node' },
  'POST /api/v1/exercises/:slug/candidates': {
    status: staff(201),
    body: { files: [{ path: 'exercise.yaml', content: '' }] },
  },
  'GET /api/v1/exercises/:slug/candidates': { status: staff(200) },
  'GET /api/v1/candidates/:candidate': { status: staff(200) },
  'GET /api/v1/candidates/:candidate/events': { status: staff(200) },
  'GET /api/v1/candidates/:candidate/exercise': { status: staff(200) },
  'GET /api/v1/candidates/:candidate/starter': { status: staff(200), query: '?runtime=node' },
  'POST /api/v1/candidates/:candidate/submissions': {
    status: staff(202),
    body: { runtime: 'node', files: [{ path: 'main.ts', content: '1' }] },
  },
  // It is not proven.
  'POST /api/v1/candidates/:candidate/publish': { status: staff(409) },
  'GET /api/v1/desk/exercises': { status: staff(200) },
  'GET /api/v1/desk/exercises/:slug': { status: staff(200) },
  'POST /api/v1/exercises/:slug/retire': { status: staff(200) },
  // Right after, for the routes below.
  'POST /api/v1/exercises/:slug/restore': { status: staff(200) },
  // Everybody has drafts of their own, and nobody reaches another's.
  'GET /api/v1/exercises/:slug/draft': { status: loggedIn(200), query: '?runtime=node' },
  // 428: without If-Match.
  'PUT /api/v1/exercises/:slug/draft': {
    status: loggedIn(428),
    query: '?runtime=node',
    body: { files: [] },
  },
  'GET /api/v1/exercises/:slug/draft/revisions': { status: loggedIn(200), query: '?runtime=node' },
  'GET /api/v1/exercises/:slug/draft/revisions/:id': { status: loggedIn(404), query: '?runtime=node' },
  'GET /api/v1/tracks': { status: everybody(200) },
  'GET /api/v1/tracks/:track': { status: everybody(404) },

  'POST /api/v1/exercises/:slug/submissions': {
    status: loggedIn(202),
    body: { runtime: 'node', files: [{ path: 'main.ts', content: '1' }] },
  },
  'GET /api/v1/submissions': { status: loggedIn(200) },
  'GET /api/v1/submissions/:id': { status: ownersAndStaff(200) },
  'GET /api/v1/submissions/:id/files': { status: ownersAndStaff(200) },
  'GET /api/v1/submissions/:id/archive': { status: ownersAndStaff(200) },
  'GET /api/v1/submissions/:id/export/:format': { status: ownersAndStaff(200) },
  'GET /api/v1/submissions/:id/events': { status: ownersAndStaff(200) },
  'POST /api/v1/submissions/:id/rejudge': { status: staff(202) },

  'POST /api/v1/rejudge-batches/count': { status: staff(200), body: { exercise: 'echo-service' } },
  'POST /api/v1/rejudge-batches': { status: staff(201), body: { exercise: 'echo-service' } },
  'GET /api/v1/rejudge-batches': { status: staff(200) },
  // There is no such batch: a submission's id is none.
  'GET /api/v1/rejudge-batches/:id': { status: staff(404) },
  'GET /api/v1/rejudge-batches/:id/results': { status: staff(404) },
  'POST /api/v1/rejudge-batches/:id/apply': { status: staff(404), body: { lowers: 'keep' } },
  'POST /api/v1/rejudge-batches/:id/discard': { status: staff(404) },

  'GET /api/v1/status': { status: everybody(200) },
  // A launch that says nothing leads to the login page, which says why.
  'GET /api/v1/lti/login': { status: everybody(303) },
  'POST /api/v1/lti/login': { status: everybody(303) },
  'POST /api/v1/lti/launch': { status: everybody(303) },
  'GET /api/v1/lti/keys': { status: everybody(200) },
  'GET /api/v1/lti/platforms': { status: admins(200) },
  'POST /api/v1/lti/platforms': { status: admins(400), body: {} },
  'PUT /api/v1/lti/platforms/:id': { status: admins(400), body: {} },
  'DELETE /api/v1/lti/platforms/:id': { status: admins(404) },
  'GET /api/v1/accounts': { status: admins(200) },
  // 403 for admins, too: they come with a personal token, which gives nobody a role.
  'PUT /api/v1/accounts/:id/role': { status: admins(403), body: { role: 'instructor' } },
  'GET /api/v1/operations': { status: admins(200) },
  'POST /api/v1/operations/requeue': { status: admins(200), body: {} },
  'PUT /api/v1/operations/mode': { status: admins(200), body: { mode: 'normal' } },

  // The cohort has the owner as a learner, and is taught by somebody who is not here.
  'GET /api/v1/cohorts': { status: loggedIn(200) },
  'POST /api/v1/cohorts': { status: staff(201), body: { name: 'Autumn', exercises: ['echo-service'] } },
  'POST /api/v1/cohorts/join': { status: loggedIn(404), body: { code: '0'.repeat(20) } },
  'GET /api/v1/cohorts/join/:code': { status: loggedIn(404) },
  'GET /api/v1/cohorts/:cohort': { status: membersAndAdmins(200) },
  'PATCH /api/v1/cohorts/:cohort': {
    status: teachersAndAdmins(200),
    body: { name: 'Autumn', exercises: ['echo-service'], joinOpen: true, archived: false },
  },
  'POST /api/v1/cohorts/:cohort/join-code': { status: teachersAndAdmins(200) },
  // An admin who is no member has nothing to leave.
  'DELETE /api/v1/cohorts/:cohort/membership': { status: { ...membersAndAdmins(204), admin: 404 } },
  'GET /api/v1/cohorts/:cohort/members': { status: teachersAndAdmins(200) },
  'DELETE /api/v1/cohorts/:cohort/members/:userId': { status: teachersAndAdmins(204) },
  'POST /api/v1/cohorts/:cohort/instructors': {
    status: teachersAndAdmins(422),
    body: { email: 'nobody@example.org' },
  },
  'POST /api/v1/cohorts/:cohort/roster': { status: teachersAndAdmins(200), body: { csv: 'ada@example.org' } },
  'GET /api/v1/cohorts/:cohort/roster': { status: teachersAndAdmins(200) },
  'GET /api/v1/cohorts/:cohort/roster.csv': { status: teachersAndAdmins(200) },
  'DELETE /api/v1/cohorts/:cohort/roster/:email': { status: teachersAndAdmins(404) },

  'GET /api/v1/cohorts/:cohort/progress': { status: teachersAndAdmins(200) },
  // Nobody in the cohort has this id.
  'GET /api/v1/cohorts/:cohort/submissions': {
    status: teachersAndAdmins(404),
    query: `?exercise=echo-service&learner=${NOBODY}`,
  },
  'GET /api/v1/cohorts/:cohort/export/:format': { status: teachersAndAdmins(200) },
  'GET /api/v1/cohorts/:cohort/similarity': {
    status: teachersAndAdmins(200),
    query: '?exercise=echo-service',
  },
  'GET /api/v1/cohorts/:cohort/similarity/pair': {
    status: teachersAndAdmins(404),
    query: `?exercise=echo-service&left=${NOBODY}&right=${NOBODY}`,
  },

  'GET /api/v1/cohorts/:cohort/webhooks': { status: teachersAndAdmins(200) },
  'POST /api/v1/cohorts/:cohort/webhooks': {
    status: teachersAndAdmins(201),
    body: { url: 'https://hooks.example/', events: ['board.frozen'] },
  },
  // The cohort has no webhook of this id.
  'PATCH /api/v1/cohorts/:cohort/webhooks/:hookId': {
    status: teachersAndAdmins(404),
    body: { url: 'https://hooks.example/', events: ['board.frozen'], enabled: true },
  },
  'DELETE /api/v1/cohorts/:cohort/webhooks/:hookId': { status: teachersAndAdmins(404) },
  'POST /api/v1/cohorts/:cohort/webhooks/:hookId/secret': { status: teachersAndAdmins(404) },
  'POST /api/v1/cohorts/:cohort/webhooks/:hookId/test': { status: teachersAndAdmins(404) },
  'GET /api/v1/cohorts/:cohort/webhooks/:hookId/deliveries': { status: teachersAndAdmins(404) },
  'POST /api/v1/cohorts/:cohort/webhooks/:hookId/deliveries/:deliveryId/send-again': {
    status: teachersAndAdmins(404),
  },

  // To whom a board is not open it is not there, logged in or not.
  'GET /api/v1/cohorts/:cohort/leaderboard': { status: { ...membersAndAdmins(200), anonymous: 404 } },
  'GET /api/v1/cohorts/:cohort/export/scoreboard': { status: { ...membersAndAdmins(200), anonymous: 404 } },
  'GET /api/v1/cohorts/:cohort/leaderboard/events': { status: { ...membersAndAdmins(200), anonymous: 404 } },
  'POST /api/v1/cohorts/:cohort/leaderboard/freeze': { status: teachersAndAdmins(200) },
  'POST /api/v1/cohorts/:cohort/leaderboard/thaw': { status: teachersAndAdmins(200) },
  'GET /api/v1/tracks/:track/leaderboard': { status: everybody(404) },
  'GET /api/v1/tracks/:track/leaderboard/events': { status: everybody(404) },
  'GET /api/v1/exercises/:slug/leaderboard': { status: { ...everybody(200), anonymous: 404 } },
  'GET /api/v1/exercises/:slug/leaderboard/events': { status: { ...everybody(200), anonymous: 404 } },
};
