import type { InputHTMLAttributes, ReactNode } from 'react';
import { Button, type ButtonKind } from './button.js';
import { Icon } from './icon.js';
import { Failure } from './notice.js';
import type { Draft, FormState } from './use-form.js';

interface FieldFrame {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

interface FieldProps<D extends Draft, K extends keyof D & string> extends FieldFrame {
  readonly form: FormState<D>;
  readonly name: K;
}

/** Ids and descriptions that tie label, hint and error to their input. */
function describe<D extends Draft>({
  form,
  name,
  hint,
}: {
  form: FormState<D>;
  name: keyof D & string;
  hint: ReactNode;
}) {
  const id = `${form.id}-${name}`;
  const error = form.errors[name];
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(
    Boolean,
  );
  return {
    error,
    input: {
      id,
      name,
      'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
      'aria-invalid': error === undefined ? undefined : true,
    },
  };
}

function Remarks({ id, hint, error }: { id: string; hint: ReactNode; error: string | undefined }) {
  return (
    <>
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span className="error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </>
  );
}

type TextInput = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | 'type'
  | 'autoComplete'
  | 'placeholder'
  | 'inputMode'
  | 'required'
  | 'min'
  | 'max'
  | 'maxLength'
  | 'readOnly'
>;

/** One line of text, with its label, hint and mistake. */
export function TextField<D extends Draft, K extends keyof D & string>({
  form,
  name,
  label,
  hint,
  ...rest
}: FieldProps<D, K> & TextInput) {
  const { input, error } = describe({ form, name, hint });
  return (
    <div className="field">
      <label htmlFor={input.id}>{label}</label>
      <input
        {...rest}
        {...input}
        value={String(form.values[name])}
        onChange={(event) => form.set(name, event.target.value as D[K])}
      />
      <Remarks id={input.id} hint={hint} error={error} />
    </div>
  );
}

/** Several lines of text. */
export function TextAreaField<D extends Draft, K extends keyof D & string>({
  form,
  name,
  label,
  hint,
  rows = 4,
}: FieldProps<D, K> & { readonly rows?: number }) {
  const { input, error } = describe({ form, name, hint });
  return (
    <div className="field">
      <label htmlFor={input.id}>{label}</label>
      <textarea
        {...input}
        rows={rows}
        value={String(form.values[name])}
        onChange={(event) => form.set(name, event.target.value as D[K])}
      />
      <Remarks id={input.id} hint={hint} error={error} />
    </div>
  );
}

/** One of a few. */
export function SelectField<D extends Draft, K extends keyof D & string>({
  form,
  name,
  label,
  hint,
  options,
}: FieldProps<D, K> & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  const { input, error } = describe({ form, name, hint });
  return (
    <div className="field">
      <label htmlFor={input.id}>{label}</label>
      <select
        {...input}
        value={String(form.values[name])}
        onChange={(event) => form.set(name, event.target.value as D[K])}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Remarks id={input.id} hint={hint} error={error} />
    </div>
  );
}

export function CheckField<D extends Draft, K extends keyof D & string>({
  form,
  name,
  label,
  hint,
}: FieldProps<D, K>) {
  const { input, error } = describe({ form, name, hint });
  return (
    <div className="field check">
      <input
        {...input}
        type="checkbox"
        checked={form.values[name] === true}
        onChange={(event) => form.set(name, event.target.checked as D[K])}
      />
      <label htmlFor={input.id}>{label}</label>
      <Remarks id={input.id} hint={hint} error={error} />
    </div>
  );
}

/** Ends a form: what failed as a whole, then its buttons. */
export function FormEnd<D extends Draft>({
  form,
  label,
  done,
  kind = 'primary',
  children,
}: {
  readonly form: FormState<D>;
  readonly label: string;
  /** What is seen beside the button once it worked: “Saved”. Nothing where the page changes anyway. */
  readonly done?: string;
  readonly kind?: ButtonKind;
  readonly children?: ReactNode;
}) {
  return (
    <>
      {form.failure && <Failure error={form.failure} />}
      <div className="row">
        <Button type="submit" kind={kind} busy={form.busy}>
          {label}
        </Button>
        {done !== undefined && form.isDone && (
          <span className="good">
            <Icon name="check" /> {done}
          </span>
        )}
        {children}
      </div>
    </>
  );
}
