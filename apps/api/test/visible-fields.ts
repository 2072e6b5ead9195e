const CANDIDATE =
  'createdAt createdBy errors exercise fault fault.code fault.message findings findings[].column findings[].file findings[].line findings[].message findings[].severity id progress progress.matrix progress.matrix.rows progress.matrix.rows[].cells progress.matrix.rows[].cells[].expected progress.matrix.rows[].cells[].mark progress.matrix.rows[].expected progress.matrix.rows[].outcome progress.matrix.rows[].program progress.matrix.rows[].role progress.matrix.rows[].runs progress.matrix.rows[].score progress.matrix.tests progress.repeats provenAt publishedAt report report.flaky report.headRoom report.headRoom[].allowed report.headRoom[].by report.headRoom[].limit report.headRoom[].share report.headRoom[].unit report.headRoom[].used report.matrix report.matrix.rows report.matrix.rows[].cells report.matrix.rows[].cells[].expected report.matrix.rows[].cells[].mark report.matrix.rows[].expected report.matrix.rows[].outcome report.matrix.rows[].program report.matrix.rows[].role report.matrix.rows[].runs report.matrix.rows[].score report.matrix.tests report.problems report.problems[].column report.problems[].file report.problems[].line report.problems[].message report.problems[].program report.problems[].test report.proven report.repeats report.tookMs report.unproven state title version warnings';
const DESK_EXERCISE =
  'folderErrors folderFindings folderFindings[].column folderFindings[].file folderFindings[].line folderFindings[].message folderFindings[].severity latestCandidate latestCandidate.createdAt latestCandidate.createdBy latestCandidate.errors latestCandidate.exercise latestCandidate.id latestCandidate.provenAt latestCandidate.publishedAt latestCandidate.state latestCandidate.title latestCandidate.version latestCandidate.warnings origin publishedAt retiredAt slug state title version';
const BATCH =
  'createdAt createdBy createdBy.displayName createdBy.id id progress progress.failed progress.judged progress.running progress.total progress.waiting readyAt scope scope.cohort scope.exercise scope.from scope.outcomes scope.submission scope.to scope.version scope.which settledAt settledBy settledBy.displayName settledBy.id state';
const SUMMARY =
  'summary summary.applied summary.failed summary.flips summary.flips[].count summary.flips[].from summary.flips[].test summary.flips[].to summary.higher summary.kept summary.learnersDown summary.learnersUp summary.lower summary.outcome summary.overtaken summary.same';

const WEBHOOK = [
  'createdAt',
  'enabled',
  'events',
  'id',
  'lastDeliveredAt',
  'oldSecretUntil',
  'pending',
  'trouble',
  'url',
];
const WEBHOOK_DELIVERY = [
  'answer',
  'answerStatus',
  'body',
  'createdAt',
  'error',
  'id',
  'nextTryAt',
  'state',
  'triedAt',
  'tries',
  'type',
];

const FIELDS: Readonly<Record<string, string>> = {
  'POST /api/v1/auth/register': 'accessToken expiresInSeconds refreshToken',
  'POST /api/v1/auth/login': 'accessToken expiresInSeconds refreshToken',
  'POST /api/v1/auth/refresh': 'accessToken expiresInSeconds refreshToken',
  'POST /api/v1/auth/logout': '',
  'GET /api/v1/lti/login': '',
  'POST /api/v1/lti/login': '',
  'POST /api/v1/lti/launch': '',
  'GET /api/v1/lti/keys': 'keys keys[].alg keys[].e keys[].kid keys[].kty keys[].n keys[].use',
  'GET /api/v1/lti/platforms':
    'items items[].authorizationUrl items[].clientId items[].createdAt items[].deploymentIds items[].id items[].issuer items[].keysUrl items[].lineItemOrigin items[].name items[].tokenUrl',
  'POST /api/v1/lti/platforms':
    'authorizationUrl clientId createdAt deploymentIds id issuer keysUrl lineItemOrigin name tokenUrl',
  'PUT /api/v1/lti/platforms/{id}':
    'authorizationUrl clientId createdAt deploymentIds id issuer keysUrl lineItemOrigin name tokenUrl',
  'DELETE /api/v1/lti/platforms/{id}': '',
  'GET /api/v1/auth/providers': 'items items[].id items[].name',
  'GET /api/v1/auth/oidc/{provider}/start': '',
  'GET /api/v1/auth/oidc/{provider}/callback': '',
  'POST /api/v1/auth/oidc/finish':
    'email next provider result tokens tokens.accessToken tokens.expiresInSeconds tokens.refreshToken',
  'GET /api/v1/me': 'alias boardVisibility displayName email hasPassword id role',
  'PATCH /api/v1/me': 'alias boardVisibility displayName email hasPassword id role',
  'DELETE /api/v1/me': '',
  'POST /api/v1/me/password': '',
  'GET /api/v1/me/identities': 'items items[].id items[].linkedAt items[].name items[].open',
  'POST /api/v1/me/identities/{provider}': 'url',
  'DELETE /api/v1/me/identities/{provider}': '',
  'GET /api/v1/me/tokens':
    'items items[].createdAt items[].expiresAt items[].id items[].lastUsedAt items[].name',
  'POST /api/v1/me/tokens': 'expiresAt id name token',
  'DELETE /api/v1/me/tokens/{id}': '',
  'GET /api/v1/exercises':
    'items items[].bestScore items[].kind items[].minutes items[].points items[].runtimes items[].services items[].slug items[].summary items[].title items[].topics',
  'GET /api/v1/exercises/{slug}':
    'bestScore environment environment[].libraries environment[].libraries[].name environment[].libraries[].version environment[].runtime environment[].version groups groups[].allOrNothing groups[].name groups[].points hasWalkthrough hints hints[].steps hints[].task kind limits limits.memoryMib limits.startTimeoutMs limits.testTimeoutMs limits.wallTimeoutMs minutes points publicTests publicTests[].content publicTests[].path runtimes services slug statement summary title topics version',
  'GET /api/v1/exercises/{slug}/starter': 'files files[].content files[].path runtime',
  'GET /api/v1/exercises/{slug}/draft': 'files files[].content files[].path revision runtime savedAt',
  'PUT /api/v1/exercises/{slug}/draft': 'revision runtime savedAt',
  'GET /api/v1/exercises/{slug}/draft/revisions':
    'items items[].bytes items[].fileCount items[].id items[].occasion items[].savedAt',
  'GET /api/v1/exercises/{slug}/draft/revisions/{id}':
    'bytes fileCount files files[].content files[].path id occasion savedAt',
  'GET /api/v1/exercises/{slug}/walkthrough':
    'solutions solutions[].files solutions[].files[].content solutions[].files[].path solutions[].name solutions[].runtime text version',
  'GET /api/v1/exercises/{slug}/statistics':
    'cpu cpu.buckets cpu.buckets[].from cpu.buckets[].learners cpu.buckets[].to cpu.own cpu.unit fewestLearners latency latency.buckets latency.buckets[].from latency.buckets[].learners latency.buckets[].to latency.own latency.unit memory memory.buckets memory.buckets[].from memory.buckets[].learners memory.buckets[].to memory.own memory.unit runtime wall wall.buckets wall.buckets[].from wall.buckets[].learners wall.buckets[].to wall.own wall.unit',
  'GET /api/v1/tracks':
    'items items[].progress items[].progress.earned items[].progress.exercises items[].progress.passed items[].progress.points items[].slug items[].stageCount items[].summary items[].title',
  'GET /api/v1/tracks/{slug}':
    'next next.exercise next.stage progress progress.earned progress.exercises progress.passed progress.points slug stageCount stages stages[].exercises stages[].exercises[].bestScore stages[].exercises[].kind stages[].exercises[].minutes stages[].exercises[].points stages[].exercises[].runtimes stages[].exercises[].services stages[].exercises[].slug stages[].exercises[].summary stages[].exercises[].title stages[].exercises[].topics stages[].prerequisites stages[].progress stages[].progress.earned stages[].progress.exercises stages[].progress.passed stages[].progress.points stages[].slug stages[].state stages[].summary stages[].title summary title',
  'POST /api/v1/exercises/{slug}/submissions':
    'createdAt exercise id judgedAt mode outcome runtime score status',
  'GET /api/v1/submissions':
    'items items[].attempt items[].createdAt items[].exercise items[].exerciseVersion items[].id items[].judgedAt items[].mode items[].outcome items[].runtime items[].score items[].status items[].tests items[].tests.passed items[].tests.total items[].title nextCursor',
  'GET /api/v1/submissions/{id}':
    'attempt createdAt exercise exerciseVersion id judgedAt learner learner.displayName learner.id mode outcome queuePosition runtime score status title verdict verdict.buildOutput verdict.cause verdict.groups verdict.groups[].allOrNothing verdict.groups[].earned verdict.groups[].name verdict.groups[].passed verdict.groups[].points verdict.groups[].total verdict.latencyMs verdict.limits verdict.limits[].allowed verdict.limits[].limit verdict.limits[].unit verdict.limits[].used verdict.logTail verdict.logWithheld verdict.nextStep verdict.outcome verdict.passed verdict.score verdict.seed verdict.tests verdict.tests[].call verdict.tests[].call.call verdict.tests[].call.outcome verdict.tests[].call.value verdict.tests[].category verdict.tests[].check verdict.tests[].check.actual verdict.tests[].check.expected verdict.tests[].check.negated verdict.tests[].check.place verdict.tests[].check.what verdict.tests[].exchange verdict.tests[].exchange.request verdict.tests[].exchange.request.body verdict.tests[].exchange.request.bodyBase64 verdict.tests[].exchange.request.cut verdict.tests[].exchange.request.headers verdict.tests[].exchange.request.method verdict.tests[].exchange.request.url verdict.tests[].exchange.response verdict.tests[].exchange.response.body verdict.tests[].exchange.response.cut verdict.tests[].exchange.response.headers verdict.tests[].exchange.response.status verdict.tests[].group verdict.tests[].log verdict.tests[].log.cut verdict.tests[].log.text verdict.tests[].message verdict.tests[].status verdict.tests[].title verdict.total verdict.usage verdict.usage.cpuMs verdict.usage.peakMemoryBytes verdict.usage.wallMs verdict.withheld verdict.withheld[].group verdict.withheld[].opens verdict.withheld[].shows',
  // A zip of the files.
  'GET /api/v1/submissions/{id}/archive': '',
  'GET /api/v1/submissions/{id}/files': 'files files[].content files[].path',
  'POST /api/v1/submissions/{id}/rejudge': 'createdAt exercise id judgedAt mode outcome runtime score status',
  'GET /api/v1/submissions/{id}/events':
    'attempt category earned group groups groups[].allOrNothing groups[].name groups[].points groups[].total index message outcome position reason score status title total type',
  'GET /api/v1/candidates/{id}': CANDIDATE,
  'GET /api/v1/candidates/{id}/events':
    'expected program programs programs[].program programs[].role reason repeat repeats row row.cells row.cells[].expected row.cells[].mark row.expected row.outcome row.program row.role row.runs row.score state status test tests type',
  'GET /api/v1/candidates/{id}/exercise':
    'bestScore environment environment[].libraries environment[].libraries[].name environment[].libraries[].version environment[].runtime environment[].version groups groups[].allOrNothing groups[].name groups[].points hasWalkthrough hints hints[].steps hints[].task kind limits limits.memoryMib limits.startTimeoutMs limits.testTimeoutMs limits.wallTimeoutMs minutes points publicTests publicTests[].content publicTests[].path runtimes services slug statement summary title topics version',
  'GET /api/v1/candidates/{id}/starter': 'files files[].content files[].path runtime',
  'GET /api/v1/desk/exercises':
    'items items[].folderErrors items[].latestCandidate items[].latestCandidate.createdAt items[].latestCandidate.createdBy items[].latestCandidate.errors items[].latestCandidate.exercise items[].latestCandidate.id items[].latestCandidate.provenAt items[].latestCandidate.publishedAt items[].latestCandidate.state items[].latestCandidate.title items[].latestCandidate.version items[].latestCandidate.warnings items[].origin items[].publishedAt items[].retiredAt items[].slug items[].state items[].title items[].version',
  'GET /api/v1/desk/exercises/{slug}': DESK_EXERCISE,
  'GET /api/v1/exercises/{slug}/candidates':
    'items items[].createdAt items[].createdBy items[].errors items[].exercise items[].id items[].provenAt items[].publishedAt items[].state items[].title items[].version items[].warnings nextCursor',
  'POST /api/v1/candidates/{id}/publish': 'slug version',
  'POST /api/v1/candidates/{id}/submissions':
    'createdAt exercise id judgedAt mode outcome runtime score status',
  'POST /api/v1/exercises/{slug}/candidates': CANDIDATE,
  'POST /api/v1/exercises/{slug}/restore': DESK_EXERCISE,
  'POST /api/v1/exercises/{slug}/retire': DESK_EXERCISE,

  // For staff: who has what, and would have what.
  'POST /api/v1/rejudge-batches/count': 'learners most submissions unjudged',
  'POST /api/v1/rejudge-batches': BATCH,
  'GET /api/v1/rejudge-batches': `items ${BATCH.split(' ')
    .map((field) => `items[].${field}`)
    .join(' ')} nextCursor`,
  'GET /api/v1/rejudge-batches/{id}': `${BATCH} ${SUMMARY}`,
  'GET /api/v1/rejudge-batches/{id}/results':
    'items items[].after items[].after.outcome items[].after.score items[].before items[].before.outcome items[].before.score items[].best items[].best.after items[].best.before items[].change items[].fate items[].fault items[].learner items[].learner.displayName items[].learner.id items[].submission items[].submittedAt nextCursor',
  'POST /api/v1/rejudge-batches/{id}/apply': `${BATCH} ${SUMMARY}`,
  'POST /api/v1/rejudge-batches/{id}/discard': `${BATCH} ${SUMMARY}`,

  // For everybody, also from outside: nothing but the operator's own words.
  'GET /api/v1/status': 'line mode since',
  // For admins: whom there is, with the addresses by which they find them.
  'GET /api/v1/accounts':
    'items items[].alias items[].createdAt items[].displayName items[].email items[].id items[].role nextCursor',
  'PUT /api/v1/accounts/{id}/role': 'alias createdAt displayName email id role',
  // For admins: how busy the platform is, by what, and on which machines (P26).
  'GET /api/v1/operations':
    'outcomes outcomes[].day outcomes[].hour outcomes[].outcome queue queue.rejudging queue.rejudging.length queue.rejudging.oldestSeconds queue.retrying queue.submissions queue.submissions.length queue.submissions.oldestSeconds status status.changedBy status.changedBy.displayName status.changedBy.id status.line status.mode status.since systemErrors systemErrors[].at systemErrors[].code systemErrors[].exercise systemErrors[].message systemErrors[].state systemErrors[].submission workers workers[].engine workers[].host workers[].id workers[].images workers[].images[].id workers[].images[].name workers[].orphansRemoved workers[].running workers[].runningAside workers[].seenAt workers[].slots workers[].startedAt workers[].state workers[].swept workers[].trouble',
  'POST /api/v1/operations/requeue': 'submissions',
  'PUT /api/v1/operations/mode': 'line mode since',
};

const fieldsOf = (route: string) => (FIELDS[route] ?? '').split(' ');
const inside = (place: string, fields: readonly string[]) => [
  place.replace('[]', ''),
  ...fields.map((field) => `${place}.${field}`),
];

/** What is taken away is what is shown elsewhere. */
const EXPORT = [
  'exportedAt',
  ...inside('account', [...fieldsOf('GET /api/v1/me'), 'createdAt']),
  ...inside('signIns[]', ['createdAt', 'provider', 'subject']),
  ...fieldsOf('GET /api/v1/me/tokens').map((field) => field.replace('items', 'tokens')),
  ...inside('cohorts[]', ['cohort', 'cohortId', 'externalId', 'joinedAt', 'role', 'rosterName']),
  ...inside('drafts[]', [
    ...fieldsOf('GET /api/v1/exercises/{slug}/draft/revisions/{id}'),
    'exerciseId',
    'runtime',
  ]),
  ...inside('submissions[]', [
    ...fieldsOf('GET /api/v1/submissions/{id}'),
    ...fieldsOf('GET /api/v1/submissions/{id}/files'),
  ]),
];

/**
 * SECURITY: P06: every field that an answer of the API can hold, by route. Whoever adds a field adds it here, and asks
 * first who may see it.
 */
export const VISIBLE_FIELDS: Readonly<Record<string, string>> = {
  ...FIELDS,
  'GET /api/v1/me/export': EXPORT.sort().join(' '),
  'DELETE /api/v1/cohorts/{id}/members/{userId}': '',
  'DELETE /api/v1/cohorts/{id}/membership': '',
  'DELETE /api/v1/cohorts/{id}/roster/{email}': '',
  'GET /api/v1/cohorts':
    'items items[].archivedAt items[].closesAt items[].dueAt items[].id items[].learners items[].name items[].role items[].startsAt items[].summary items[].track items[].track.slug items[].track.title nextCursor',
  'GET /api/v1/cohorts/join/{code}':
    'closesAt dueAt instructors memberOf name startsAt summary track track.slug track.title',
  'GET /api/v1/cohorts/{id}':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'GET /api/v1/cohorts/{id}/leaderboard':
    'frozenAt items items[].name items[].points items[].rank items[].reachedAt items[].you live mode mostPoints neighbours neighbours[].name neighbours[].points neighbours[].rank neighbours[].reachedAt neighbours[].you nextCursor revision title total you',
  'GET /api/v1/cohorts/{id}/leaderboard/events': 'revision type',
  'GET /api/v1/cohorts/{id}/members':
    'items items[].displayName items[].email items[].externalId items[].joinedAt items[].role items[].rosterName items[].userId nextCursor',
  'GET /api/v1/cohorts/{id}/roster':
    'items items[].email items[].externalId items[].invitedAt items[].name nextCursor',
  'GET /api/v1/cohorts/{id}/roster.csv': '',
  'GET /api/v1/exercises/{slug}/leaderboard':
    'frozenAt items items[].name items[].points items[].rank items[].reachedAt items[].you live mode mostPoints neighbours neighbours[].name neighbours[].points neighbours[].rank neighbours[].reachedAt neighbours[].you nextCursor revision title total you',
  'GET /api/v1/exercises/{slug}/leaderboard/events': 'revision type',
  'GET /api/v1/tracks/{slug}/leaderboard':
    'frozenAt items items[].name items[].points items[].rank items[].reachedAt items[].you live mode mostPoints neighbours neighbours[].name neighbours[].points neighbours[].rank neighbours[].reachedAt neighbours[].you nextCursor revision title total you',
  'GET /api/v1/tracks/{slug}/leaderboard/events': 'revision type',
  'PATCH /api/v1/cohorts/{id}':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts/join':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts/{id}/instructors': '',
  'POST /api/v1/cohorts/{id}/join-code':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts/{id}/leaderboard/freeze':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts/{id}/leaderboard/thaw':
    'archivedAt attemptCap boardFrozenAt boardMode closesAt coolDownMinutes dueAt exercises exercises[].attemptsUsed exercises[].bestScore exercises[].earned exercises[].late exercises[].minutes exercises[].next exercises[].nextAt exercises[].points exercises[].slug exercises[].title feedbackRelease id instructors latePenaltyPercent learners manage manage.joinCode manage.joinOpen name role startsAt summary track track.slug track.title',
  'POST /api/v1/cohorts/{id}/roster':
    'enrolled expected lines lines[].email lines[].line lines[].message lines[].name lines[].result members mistakes',

  // A secret is shown once, to who made it.
  'GET /api/v1/cohorts/{id}/webhooks': inside('items[]', WEBHOOK).sort().join(' '),
  'POST /api/v1/cohorts/{id}/webhooks': [...WEBHOOK, 'secret'].sort().join(' '),
  'PATCH /api/v1/cohorts/{id}/webhooks/{hookId}': WEBHOOK.join(' '),
  'DELETE /api/v1/cohorts/{id}/webhooks/{hookId}': '',
  'POST /api/v1/cohorts/{id}/webhooks/{hookId}/secret': [...WEBHOOK, 'secret'].sort().join(' '),
  'POST /api/v1/cohorts/{id}/webhooks/{hookId}/test': WEBHOOK_DELIVERY.join(' '),
  'GET /api/v1/cohorts/{id}/webhooks/{hookId}/deliveries': [
    'nextCursor',
    ...inside('items[]', WEBHOOK_DELIVERY),
  ]
    .sort()
    .join(' '),
  'POST /api/v1/cohorts/{id}/webhooks/{hookId}/deliveries/{deliveryId}/send-again':
    WEBHOOK_DELIVERY.join(' '),

  // Files in formats of other tools.
  'GET /api/v1/cohorts/{id}/export/scoreboard': '',
  'GET /api/v1/cohorts/{id}/export/{format}': '',
  'GET /api/v1/submissions/{id}/export/{format}': '',
  // For those who teach the cohort.
  'GET /api/v1/cohorts/{id}/progress':
    'cohort cohort.id cohort.name exercises exercises[].begun exercises[].medianSecondsToPass exercises[].passed exercises[].points exercises[].slug exercises[].stuck exercises[].title items items[].cells items[].cells[].attempts items[].cells[].bestScore items[].cells[].firstAt items[].cells[].lastAt items[].cells[].late items[].cells[].points items[].cells[].secondsToPass items[].cells[].state items[].cells[].stuckOn items[].cells[].stuckOn.outcome items[].cells[].stuckOn.test items[].cells[].stuckOn.test.group items[].cells[].stuckOn.test.title items[].cells[].stuckOn.times items[].externalId items[].name items[].userId learners nextCursor stuckAfter stuckLearners',
  'GET /api/v1/cohorts/{id}/similarity':
    'cohort cohort.id cohort.name compared exercise exercise.slug exercise.title items items[].left items[].left.name items[].left.runtime items[].left.submissionId items[].left.userId items[].longest items[].overlap items[].right items[].right.name items[].right.runtime items[].right.submissionId items[].right.userId items[].similarity learners',
  'GET /api/v1/cohorts/{id}/similarity/pair':
    'cohort cohort.id cohort.name exercise exercise.slug exercise.title fragments fragments[].left fragments[].left[].from fragments[].left[].path fragments[].left[].to fragments[].right fragments[].right[].from fragments[].right[].path fragments[].right[].to left left.files left.files[].content left.files[].path left.name left.runtime left.submissionId left.userId longest overlap right right.files right.files[].content right.files[].path right.name right.runtime right.submissionId right.userId similarity',
  'GET /api/v1/cohorts/{id}/submissions':
    'cell cell.attempts cell.bestScore cell.firstAt cell.lastAt cell.late cell.points cell.secondsToPass cell.state cell.stuckOn cell.stuckOn.outcome cell.stuckOn.test cell.stuckOn.test.group cell.stuckOn.test.title cell.stuckOn.times cohort cohort.id cohort.name exercise exercise.slug exercise.title items items[].attempt items[].counts items[].createdAt items[].exercise items[].exerciseVersion items[].id items[].judgedAt items[].mode items[].outcome items[].runtime items[].score items[].status items[].tests items[].tests.passed items[].tests.total items[].title learner learner.name learner.userId nextCursor',
};
