import type { LanguageSupport } from '@codemirror/language';

type Load = () => Promise<LanguageSupport>;

const javascript =
  (typescript: boolean, jsx = false): Load =>
  async () =>
    (await import('@codemirror/lang-javascript')).javascript({ typescript, jsx });

const BY_EXTENSION: Readonly<Record<string, Load>> = {
  js: javascript(false),
  mjs: javascript(false),
  cjs: javascript(false),
  jsx: javascript(false, true),
  ts: javascript(true),
  mts: javascript(true),
  cts: javascript(true),
  tsx: javascript(true, true),
  py: async () => (await import('@codemirror/lang-python')).python(),
  java: async () => (await import('@codemirror/lang-java')).java(),
  go: async () => (await import('@codemirror/lang-go')).go(),
  php: async () => (await import('@codemirror/lang-php')).php(),
  sql: async () => {
    const { PostgreSQL, sql } = await import('@codemirror/lang-sql');
    return sql({ dialect: PostgreSQL });
  },
  yaml: async () => (await import('@codemirror/lang-yaml')).yaml(),
  yml: async () => (await import('@codemirror/lang-yaml')).yaml(),
  json: async () => (await import('@codemirror/lang-json')).json(),
  md: async () => (await import('@codemirror/lang-markdown')).markdown(),
  html: async () => (await import('@codemirror/lang-html')).html(),
  conf: async () => {
    const [{ LanguageSupport, StreamLanguage }, { nginx }] = await Promise.all([
      import('@codemirror/language'),
      import('@codemirror/legacy-modes/mode/nginx'),
    ]);
    return new LanguageSupport(StreamLanguage.define(nginx));
  },
  css: async () => (await import('@codemirror/lang-css')).css(),
  dockerfile: async () => {
    const [{ LanguageSupport, StreamLanguage }, { dockerFile }] = await Promise.all([
      import('@codemirror/language'),
      import('@codemirror/legacy-modes/mode/dockerfile'),
    ]);
    return new LanguageSupport(StreamLanguage.define({ ...dockerFile, name: 'dockerfile' }));
  },
};

/** Fetches what knows the language of a file; null for text that has none of ours. */
export async function findLanguage(path: string): Promise<LanguageSupport | null> {
  // The name of a Dockerfile is its extension.
  const extension = /(?:\.|(?:^|\/)(?=dockerfile$))([^./]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return (await BY_EXTENSION[extension]?.()) ?? null;
}
