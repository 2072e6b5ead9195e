import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';

export type ButtonKind = 'primary' | 'quiet' | 'danger' | 'bare';

interface Look {
  /** `primary` unless told: at most one on a page. */
  readonly kind?: ButtonKind;
  readonly small?: boolean;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** Something is under way: it says so, cannot be pressed again, and keeps the focus. */
  readonly busy?: boolean;
}

export function Button({ kind, small, busy = false, onClick, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={toClass({ kind, small }, className)}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

interface ButtonLinkProps extends Look {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A link that looks like a button: it goes somewhere and does nothing. */
export function ButtonLink({ kind, small, href, children, className }: ButtonLinkProps) {
  return (
    <Link href={href} className={toClass({ kind, small }, className)}>
      {children}
    </Link>
  );
}

function toClass(
  { kind = 'primary', small = false }: { kind: ButtonKind | undefined; small: boolean | undefined },
  more = '',
): string {
  return ['button', kind === 'primary' ? '' : kind, small ? 'small' : '', more].filter(Boolean).join(' ');
}
