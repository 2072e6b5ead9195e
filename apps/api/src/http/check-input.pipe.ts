import {
  Injectable,
  StandardSchemaValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import { Refusal } from '#contracts';
import { listUnstorableText } from './unstorable-text.js';

type SchemaIssues = readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[];

/** A thousand mistakes are no more help than these many. */
const MAX_TOLD_MISTAKES = 50;

/** Checks every parameter that names a schema, and refuses with one entry for each mistake. */
@Injectable()
export class CheckInputPipe implements PipeTransform {
  private readonly ofInput = new StandardSchemaValidationPipe({ exceptionFactory: refuseInput });
  /** An id that cannot exist is an unknown id (threat P32). */
  private readonly ofPath = new StandardSchemaValidationPipe({ exceptionFactory: refusePath });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'param') return this.ofPath.transform(value, metadata);
    const checked = await this.ofInput.transform(value, metadata);
    if (metadata.type === 'body') refuseUnstorableText(checked);
    return checked;
  }
}

/** Refuses what a schema found. */
export function refuseInput(issues: SchemaIssues): Refusal {
  const errors = issues
    .slice(0, MAX_TOLD_MISTAKES)
    .map((issue) => ({ path: toPath(issue.path ?? []), message: toMessage(issue.message) }));
  const first = errors[0];
  const where = first === undefined || first.path === '' ? '' : `\`${first.path}\`: `;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new Refusal('invalid-input', `${where}${first?.message ?? 'not what is expected here'}${more}.`, {
    errors,
  });
}

/** Zod tells what is absent as `received undefined`, which JSON does not know. */
function toMessage(message: string): string {
  return message.replace(/^Invalid input: expected (.+), received undefined$/, 'missing: expected $1');
}

function refusePath(): Refusal {
  return new Refusal('not-found', 'There is nothing at this address, or it is not yours.');
}

function refuseUnstorableText(body: unknown): void {
  const paths = listUnstorableText(body);
  if (paths.length === 0) return;
  throw refuseInput(
    paths.map((path) => ({
      path,
      message: 'holds NUL or half of a surrogate pair: send plain Unicode text',
    })),
  );
}

function toPath(path: readonly unknown[]): string {
  return path
    .map((step) => String(typeof step === 'object' && step !== null && 'key' in step ? step.key : step))
    .join('.');
}
