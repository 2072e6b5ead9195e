import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import type { z } from 'zod';
import { ApiError } from '../api/client.js';

/** Fields hold what their inputs hold: text, or whether they are ticked. The schema makes of it what the API takes. */
export type Draft = Readonly<Record<string, string | boolean>>;

/** What to mend, by field. */
type Mistakes = Readonly<Record<string, string>>;

export interface FormState<D extends Draft> {
  /** Starts the ids of its fields, so that two forms can stand on a page. */
  readonly id: string;
  readonly values: D;
  readonly set: <K extends keyof D>(name: K, value: D[K]) => void;
  readonly errors: Mistakes;
  /** What failed as a whole. */
  readonly failure: Error | null;
  readonly busy: boolean;
  /** It was sent and taken, and nothing was written since. */
  readonly isDone: boolean;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
  readonly reset: (values?: D) => void;
}

interface FormPlan<D extends Draft, S extends z.ZodType> {
  readonly initial: D;
  /** The API's own schema of the body. */
  readonly schema: S;
  /** The body that the fields make; the fields themselves unless told. */
  readonly toBody?: (values: D) => unknown;
  readonly send: (body: z.infer<S>, values: D) => Promise<unknown>;
}

/**
 * A form held to the API's own schema: mistakes are told beside their fields before anything is sent, and so are those
 * that only the API can see.
 */
export function useForm<D extends Draft, S extends z.ZodType>({
  initial,
  schema,
  toBody = (values) => values,
  send,
}: FormPlan<D, S>): FormState<D> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Mistakes>({});
  const [failure, setFailure] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const id = useId();
  const form = useRef<HTMLFormElement | null>(null);
  const toldNow = useRef(false);

  const tell = (found: Mistakes) => {
    toldNow.current = true;
    setErrors(found);
  };
  useEffect(() => {
    if (!toldNow.current) return;
    toldNow.current = false;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const attempt = async () => {
    const parsed = schema.safeParse(toBody(values));
    if (!parsed.success) {
      const { known, rest } = sortMistakes(parsed.error.issues, values);
      if (rest.length > 0) setFailure(new Error(rest.join(' ')));
      return tell(known);
    }
    setBusy(true);
    try {
      await send(parsed.data, values);
      setDone(true);
    } catch (error) {
      const issues = error instanceof ApiError ? (error.errors ?? []) : [];
      const { known } = sortMistakes(
        issues.map(({ path, message }) => ({ path: path.split('.'), message })),
        values,
      );
      if (Object.keys(known).length === 0) setFailure(error as Error);
      else tell(known);
    } finally {
      setBusy(false);
    }
  };

  return {
    id,
    values,
    errors,
    failure,
    busy,
    isDone,
    set: (name, value) => {
      setDone(false);
      setValues((before) => ({ ...before, [name]: value }));
      setErrors(({ [String(name)]: _mended, ...others }) => others);
    },
    submit: (event) => {
      event.preventDefault();
      form.current = event.currentTarget;
      if (busy) return;
      setErrors({});
      setFailure(null);
      setDone(false);
      void attempt();
    },
    reset: (next = initial) => {
      setValues(next);
      setErrors({});
      setFailure(null);
    },
  };
}

/** Mistakes by the field they are about; those of no field are told as a whole. */
function sortMistakes<D extends Draft>(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  values: D,
): { known: Mistakes; rest: string[] } {
  const known: Record<string, string> = {};
  const rest: string[] = [];
  for (const { path, message } of issues) {
    const name = String(path[0] ?? '');
    if (Object.hasOwn(values, name)) known[name] ??= message;
    else rest.push(message);
  }
  return { known, rest };
}
