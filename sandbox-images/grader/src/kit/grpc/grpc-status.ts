/** The codes of gRPC, each at the place of its number. https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const STATUSES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcStatus = (typeof STATUSES)[number];

/** The name of a code as it came in `grpc-status`; null when gRPC has no such code. */
export function findStatus(code: string): GrpcStatus | null {
  return /^(?:0|[1-9]\d?)$/.test(code) ? (STATUSES[Number(code)] ?? null) : null;
}
