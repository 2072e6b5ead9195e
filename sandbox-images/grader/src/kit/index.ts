/**
 * The test kit: what a suite in `tests/public` or `tests/hidden` imports from `@touchstone/kit`.
 * `describe`, `it`, `expect`, `beforeEach` … are Jest's and are globals; `expect` also knows `toHaveStatus`,
 * `toHaveJson` and `toHaveHeader` for responses, and `toHaveGrpcStatus` for answers of gRPC.
 *
 * `supertest` works as well: `request(subject.url).get('/')`, within 3 s and 1 MiB. It unpacks compressed bodies and
 * outlives its test. Prefer `subject.get`.
 */
import './matchers/grpc-matchers.js';
import './matchers/list-matchers.js';
import './matchers/response-matchers.js';

export { subject, subjects } from './subject/subjects.js';
export type { SubjectInstance } from './subject/subject-instance.js';
export { subjectModule } from './module/subject-module.js';
export type { SubjectModule, SubjectObject } from './module/subject-module.js';
export { SubjectError } from './module/subject-error.js';
export { artifact } from './artifact/artifact.js';
export type { Artifact } from './artifact/artifact.js';
export type { DockerfileInstruction, DockerfileStage, DockerfileView } from './artifact/read-dockerfile.js';
export { readGitHistory } from './git/read-git-history.js';
export type { GitCommit, GitFile, GitHistory, GitSignature, GitTag } from './git/git-history.js';
export { SqlError } from './sql/sql-error.js';
export type { DatabaseOptions, SqlConnection, TestDatabase } from './sql/test-database.js';
export type { LearnerSql } from './sql/learner-sql.js';
export type { PlanNode, QueryPlan } from './sql/query-plan.js';
export type { TracedStatement, TraceOptions } from './sql/trace-script.js';
export type { SqlRow } from './sql/read-values.js';
export { services } from './services/services.js';
export type { Postgres } from './services/postgres.js';
export type { Redis } from './services/redis.js';
export type { QueueBinding, QueueState, RabbitMq } from './services/rabbitmq.js';
export type { RabbitMessage } from './services/rabbitmq-message.js';
export type { HttpClient, RequestOptions } from './http/http-client.js';
export type { HttpResponse } from './http/http-response.js';
export type { EventStream, EventStreamOptions, ServerSentEvent } from './streams/event-stream.js';
export type {
  WebSocketClosure,
  WebSocketConnection,
  WebSocketMessage,
  WebSocketOptions,
} from './streams/web-socket.js';
export { grpcClient } from './grpc/grpc-client.js';
export type { GrpcCallOptions, GrpcClient } from './grpc/grpc-client.js';
export type { GrpcAnswer, GrpcCall } from './grpc/grpc-call.js';
export type { GrpcMetadata } from './grpc/read-metadata.js';
export type { GrpcStatus } from './grpc/grpc-status.js';
export { readMetrics } from './metrics/read-metrics.js';
export type { Metrics } from './metrics/read-metrics.js';
export type { MetricFamily, MetricSample, MetricType } from './metrics/exposition.js';
export type { Histogram } from './metrics/read-histogram.js';
export { readOpenApi } from './openapi/read-openapi.js';
export type { OpenApi, OpenApiOperation } from './openapi/read-openapi.js';
export type { OpenApiParameter } from './openapi/read-operations.js';
export { random } from './random.js';
export type { RandomData } from './random-data.js';
export { load } from './load.js';
export type { LoadReport, LoadResult } from './load.js';
export { eventually } from './eventually.js';
export { sleep } from './sleep.js';
export { step } from './step.js';
export { fakeUpstream } from './upstream/fake-upstream.js';
export type { FakeUpstream } from './upstream/fake-upstream.js';
export { upstream } from './upstream/upstreams.js';
export type { Upstream, UpstreamHandler } from './upstream/upstream-server.js';
export type { UpstreamAnswer } from './upstream/upstream-answer.js';
export type { UpstreamRequest } from './upstream/upstream-request.js';
export { rawConnection } from './network/raw-connection.js';
export type { RawConnection } from './network/raw-connection.js';
