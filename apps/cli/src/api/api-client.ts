import type { z } from 'zod';
import { Problem } from '#contracts';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { toPrintable } from '../terminal/printable.js';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The server said no: a refusal with its stable code. */
export class ApiRefusal extends CommandError {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message, status >= 500 ? EXIT_CODE.ourFault : EXIT_CODE.notAccepted);
  }
}

/** The server did not answer, or something else did. */
export class Unreachable extends CommandError {
  constructor(server: string, cause: unknown) {
    super(
      `cannot reach ${server} (${describeCause(cause)}). Is it running? Start it with npm start, or pass --server.`,
      EXIT_CODE.ourFault,
      {
        cause,
      },
    );
  }
}

const ANSWER_TIMEOUT_MS = 30_000;

/** `/api/v1` of one server, for one user or nobody. */
export class ApiClient {
  constructor(
    readonly server: string,
    private readonly token: string | null,
  ) {}

  withToken(token: string): ApiClient {
    return new ApiClient(this.server, token);
  }

  /** Calls the API and checks the answer's shape. */
  async call<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    request: ApiRequest = {},
  ): Promise<z.output<Schema>> {
    const response = await this.send(path, request);
    const parsed = schema.safeParse(await readJson(response));
    if (!parsed.success) throw this.notOurs(path);
    return parsed.data;
  }

  /** Calls the API where there is nothing to read. */
  async run(path: string, request: ApiRequest): Promise<void> {
    const response = await this.send(path, request);
    await response.body?.cancel();
  }

  /** Opens an event stream. The caller ends it through `signal`. */
  async openStream(
    path: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastEventId !== null) headers['last-event-id'] = lastEventId;
    const response = await this.fetch(path, { headers, signal });
    if (response.body === null) throw this.notOurs(path);
    return response.body;
  }

  private send(path: string, request: ApiRequest): Promise<Response> {
    const deadline = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    return this.fetch(path, { ...request, signal });
  }

  private async fetch(path: string, request: ApiRequest): Promise<Response> {
    const { method = 'GET', body, headers, signal } = request;
    const response = await this.reach(path, {
      method,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return response;
    throw await this.toRefusal(path, response);
  }

  private async reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.server}/api/v1/${path}`, init);
    } catch (error) {
      throw new Unreachable(this.server, error);
    }
  }

  private async toRefusal(path: string, response: Response): Promise<CommandError> {
    const problem = Problem.safeParse(await readJson(response));
    if (!problem.success) return response.status >= 500 ? this.broken(response) : this.notOurs(path);
    const { code, detail, errors = [] } = problem.data;
    const listed = errors.map((error) => `\n  ${error.path}: ${error.message}`).join('');
    const login = code === 'unauthenticated' ? '\nLog in with: touchstone login' : '';
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const message = toPrintable(`${detail}${listed}${login}`);
    return new ApiRefusal(response.status, code, message, Number.isFinite(seconds) ? seconds : null);
  }

  private broken(response: Response): CommandError {
    return new Unreachable(this.server, new Error(`it answered ${response.status}`));
  }

  private notOurs(path: string): CommandError {
    const message = `${this.server} answered ${path} with something that Touchstone never says: is it the right address?`;
    return new CommandError(message, EXIT_CODE.ourFault);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : error.message;
}
