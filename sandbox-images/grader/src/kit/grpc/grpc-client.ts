import { SuiteMistake } from '../failures.js';
import { getScope, type Scope } from '../scope.js';
import { getSession } from '../session.js';
import { RunningCall, type GrpcAnswer, type GrpcCall } from './grpc-call.js';
import { GrpcConnection } from './grpc-connection.js';
import { readProtoService, type ProtoMethod } from './proto-service.js';
import type { GrpcMetadata } from './read-metadata.js';

const PATIENCE_MS = 3000;

export interface GrpcCallOptions {
  readonly metadata?: GrpcMetadata;
  /**
   * Told to the program as the deadline of the call, from its arrival on; 0 has passed already then. It is the program's to
   * keep: the kit goes on waiting for the status.
   */
  readonly deadlineMs?: number;
  /** How long `call` waits for the status. Default: 3000 behind the deadline. */
  readonly timeoutMs?: number;
}

/**
 * Calls of one service of the learner's program. Those of a test share a connection, which is opened by the first of them and
 * cut when the test is over. A call that ends without a status of the program's own fails the test.
 */
export interface GrpcClient {
  /** One request, and how the program answered it. For methods without streams. */
  call<Reply = unknown>(
    method: string,
    request: unknown,
    options?: GrpcCallOptions,
  ): Promise<GrpcAnswer<Reply>>;
  /** Begins a call of any method: `request` is for those that take one, the others have `send` and `end`. */
  open<Reply = unknown>(
    method: string,
    request?: unknown,
    options?: Omit<GrpcCallOptions, 'timeoutMs'>,
  ): Promise<GrpcCall<Reply>>;
}

/**
 * A client of a service, from the text of its .proto file and its full name: `grpcClient(PROTO, 'inventory.v1.Inventory')`. May be
 * made outside of tests.
 * @throws SuiteMistake when the text has no such service
 */
export function grpcClient(
  proto: string,
  service: string,
  { instance = 0 }: { readonly instance?: number } = {},
): GrpcClient {
  const definition = readProtoService(proto, service);
  const open = async <Reply>(
    method: ProtoMethod,
    request: unknown,
    options: GrpcCallOptions,
  ): Promise<RunningCall<Reply>> => {
    const scope = getScope('grpcClient');
    const connection = await getConnection(scope, instance);
    return new RunningCall<Reply>({ method, request, connection, headers: toHeaders(options), scope });
  };
  return {
    async call<Reply>(name: string, request: unknown, options: GrpcCallOptions = {}) {
      const method = definition.method(name);
      if (method.takesStream || method.givesStream)
        throw new SuiteMistake(`${name} has a stream: use open() instead of call().`);
      const { deadlineMs = 0, timeoutMs = deadlineMs + PATIENCE_MS } = options;
      const call = await open<Reply>(method, request, options);
      return call.answer(timeoutMs);
    },
    async open<Reply>(name: string, request?: unknown, options: GrpcCallOptions = {}) {
      const method = definition.method(name);
      if (method.takesStream !== (request === undefined))
        throw new SuiteMistake(
          method.takesStream ? `${name} takes a stream: use send().` : `${name} takes one request: give it.`,
        );
      return open<Reply>(method, request, options);
    },
  };
}

const connections = new WeakMap<Scope, Map<number, Promise<GrpcConnection>>>();

/** The one of this test to this instance; another one when it has ended, as after a restart. */
async function getConnection(scope: Scope, instance: number): Promise<GrpcConnection> {
  const ofScope = connections.get(scope) ?? new Map<number, Promise<GrpcConnection>>();
  connections.set(scope, ofScope);
  const known = ofScope.get(instance);
  const isUsable =
    known &&
    known.then(
      ({ isOpen }) => isOpen,
      () => false,
    );
  if (known && (await isUsable)) return known;
  const port = getSession().pod.subjects[instance]?.port;
  if (port === undefined) throw new SuiteMistake(`grpcClient: there is no instance ${instance}.`);
  const opening = GrpcConnection.open(port, scope.signal);
  ofScope.set(instance, opening);
  return opening;
}

function toHeaders({ metadata = {}, deadlineMs }: GrpcCallOptions): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...Object.fromEntries(own),
    ...(deadlineMs === undefined ? {} : { 'grpc-timeout': writeTimeout(deadlineMs) }),
  };
}

/** At most eight digits and a unit; there is no zero. */
function writeTimeout(ms: number): string {
  return ms === 0 ? '1n' : `${Math.ceil(ms)}m`;
}
