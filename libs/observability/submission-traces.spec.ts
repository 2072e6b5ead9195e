import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { openSubmissionTraces } from './open-submission-traces.js';
import type { SubmissionTraces } from './submission-traces.js';

const opened: SubmissionTraces[] = [];
afterEach(async () => {
  for (const traces of opened.splice(0)) await traces.onApplicationShutdown();
});

/** What a collector gets from one program. */
async function aProgram(service: string) {
  const exporter = new InMemorySpanExporter();
  // The spans are to be looked at after the end.
  exporter.shutdown = () => Promise.resolve();
  const traces = await openSubmissionTraces({ url: null, service }, exporter);
  opened.push(traces);
  return { traces, spans: () => exporter.getFinishedSpans(), end: () => traces.onApplicationShutdown() };
}

const sentBy = (submissionId: string, attempt = 1) => ({ submissionId, sentAtMs: Date.now() - 500, attempt });
const msOf = ([seconds, nanoseconds]: ReadableSpan['startTime']) => seconds * 1_000 + nanoseconds / 1e6;
const named = (spans: readonly ReadableSpan[], name: string) => spans.find((span) => span.name === name)!;

describe('the trace of a submission', () => {
  it('is one for the API and the worker, found by the submission’s id', async () => {
    const id = randomUUID();
    const [api, worker] = [await aProgram('touchstone-api'), await aProgram('touchstone-worker')];
    api.traces.recordIntake(id, Date.now() - 40, { 'touchstone.exercise': 'todo' });
    const attempt = worker.traces.beginAttempt(sentBy(id), {});
    attempt.enter('preparing');
    attempt.enter('testing');
    attempt.end({ outcome: 'accepted', score: 100 });
    await api.end();
    await worker.end();

    const spans = [...api.spans(), ...worker.spans()];
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(
      new Set([id.replaceAll('-', '')]),
    );
    expect(spans.map(({ name }) => name)).toEqual(['submit', 'queued', 'preparing', 'testing', 'attempt']);
    expect(spans.map((span) => span.resource.attributes['service.name'])).toEqual([
      'touchstone-api',
      ...Array<string>(4).fill('touchstone-worker'),
    ]);
    const root = named(spans, 'submit');
    const judged = named(spans, 'attempt');
    expect(root.parentSpanContext).toBeUndefined();
    expect(named(spans, 'queued').parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(judged.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    for (const phase of ['preparing', 'testing'])
      expect(named(spans, phase).parentSpanContext?.spanId).toBe(judged.spanContext().spanId);
    expect(judged.attributes).toMatchObject({
      'touchstone.submission': id,
      'touchstone.outcome': 'accepted',
      'touchstone.score': 100,
    });
  });

  it('begins with the request and lasts in the queue until a worker took it', async () => {
    const { traces, spans, end } = await aProgram('any');
    const begunAtMs = Date.now() - 750;
    traces.recordIntake(randomUUID(), begunAtMs, {});
    traces.beginAttempt(sentBy(randomUUID()), {}).end(null);
    await end();

    expect(msOf(named(spans(), 'submit').startTime)).toBeCloseTo(begunAtMs, 0);
    const queued = named(spans(), 'queued');
    expect(msOf(queued.endTime) - msOf(queued.startTime)).toBeGreaterThanOrEqual(500);
    expect(msOf(queued.endTime)).toBeCloseTo(msOf(named(spans(), 'attempt').startTime), 0);
  });

  it('tells of a fault of ours as an error, of a further try, and of an attempt that was superseded', async () => {
    const { traces, spans, end } = await aProgram('any');
    const id = randomUUID();
    const first = traces.beginAttempt(sentBy(id, 1), {});
    first.enter('preparing');
    first.end({ fault: 'engine-unavailable', message: 'the engine is away' });
    traces.beginAttempt(sentBy(id, 2), {}).end(null);
    await end();

    expect(spans().map(({ name }) => name)).toEqual(['queued', 'preparing', 'attempt', 'attempt']);
    const [failed, superseded] = spans().filter(({ name }) => name === 'attempt');
    expect(failed!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'the engine is away' });
    expect(failed!.attributes).toMatchObject({
      'touchstone.fault': 'engine-unavailable',
      'touchstone.attempt': 1,
    });
    expect(superseded!.status.code).toBe(SpanStatusCode.UNSET);
    expect(superseded!.attributes).toMatchObject({ 'touchstone.superseded': true, 'touchstone.attempt': 2 });
  });

  it('is none when no collector is named', async () => {
    const traces = await openSubmissionTraces({ url: null, service: 'any' });
    traces.recordIntake(randomUUID(), Date.now(), {});
    const attempt = traces.beginAttempt(sentBy(randomUUID()), {});
    attempt.enter('testing');
    attempt.end(null);

    await expect(traces.onApplicationShutdown()).resolves.toBeUndefined();
  });

  it('holds nobody up when the collector is away', async () => {
    const traces = await openSubmissionTraces({ url: 'http://127.0.0.1:9/v1/traces', service: 'any' });
    for (let n = 0; n < 5_000; n += 1) traces.recordIntake(randomUUID(), Date.now(), {});

    await expect(traces.onApplicationShutdown()).resolves.toBeUndefined();
  });
});
