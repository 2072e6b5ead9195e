import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SubmissionTraces } from '#observability';
import { aSubmission, ApiWorld } from './api-world.js';
import { eventually } from './eventually.js';
import { HttpDouble } from './http-double.js';

let collector: HttpDouble;
let world: ApiWorld;
beforeAll(async () => {
  collector = await HttpDouble.start(() => ({ status: 200, json: {} }));
  world = await ApiWorld.start({ env: { TOUCHSTONE_OTLP_URL: `${collector.url}/v1/traces` } });
  await world.publish();
});
afterAll(async () => {
  await world.close();
  await collector.close();
});

/** What OTLP's JSON says of a span, as far as this test reads it. */
interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}
interface SentBatch {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const received = (): SentSpan[] =>
  collector.requests
    .map(({ body }) => JSON.parse(body) as SentBatch)
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);

it('sends the collector one root for each submission, under its id, and none for a request sent again', async () => {
  const { bearer } = await world.account();
  const submit = () =>
    world.http
      .post('/api/v1/exercises/echo-service/submissions')
      .set({ authorization: bearer, 'idempotency-key': 'once' })
      .send(aSubmission())
      .expect(202);

  const { id } = (await submit()).body as { id: string };
  await submit();
  await world.app.get(SubmissionTraces).flush();

  await eventually(async () => expect(received()).toHaveLength(1));
  const [root] = received();
  expect(collector.requests[0]?.url.pathname).toBe('/v1/traces');
  expect(root).toMatchObject({ name: 'submit', traceId: id.replaceAll('-', '') });
  expect(root?.attributes).toContainEqual({ key: 'touchstone.submission', value: { stringValue: id } });
  expect(root?.attributes).toContainEqual({
    key: 'touchstone.exercise',
    value: { stringValue: 'echo-service' },
  });
  // What somebody wrote, and who they are, is nobody's business there.
  expect(collector.requests.map(({ body }) => body).join()).not.toMatch(/console\.log|@example/);
});
