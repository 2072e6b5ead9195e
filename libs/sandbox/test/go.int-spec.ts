import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName, SubmissionFile } from '#contracts';
import { ensureImages, ImageLibraries, localImages, type ImageNames } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

let images: ImageNames;

beforeAll(async () => {
  await preparePodImages();
  // By id: another clone on this machine may have a grader of its own under the same name.
  const ids: Partial<Record<string, string>> = await ensureImages(docker, ['grader', 'go']);
  images = (image) => ids[image] ?? localImages(image);
}, 900_000);

const SUITE = `
import { subject } from '@touchstone/kit';
describe('Pod', () => {
  it('asks', async () => { expect(await subject.get('/a?b=c')).toHaveJson({ uri: '/a?b=c' }); });
});`;

const program = (code = '', imports: readonly string[] = []): string => `package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
${imports.map((path) => `\t${path}\n`).join('')})

func main() {
	${code}
	http.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]string{"uri": r.RequestURI})
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

async function judge(files: SubmissionFile[], services: ServiceName[] = []): Promise<Witnessed> {
  const plan = aPlan('', files, {
    runtime: 'go',
    services,
    suite: [{ path: 'tests/hidden/a.test.ts', content: SUITE }],
    // A busy machine compiles slowly.
    limits: {
      memoryMib: 256,
      processes: 48,
      diskMib: 24,
      outputBytes: 64 * 1024,
      buildTimeoutMs: 60_000,
    },
  });
  return witness(plan, aRunner(images));
}

const main = (content: string): SubmissionFile => ({ path: 'main.go', content });
const PASSED = { asks: 'passed' };

describe('a program in Go', () => {
  it.each<[string, SubmissionFile[]]>([
    ['one file', [main(program())]],
    [
      'several files',
      [
        main(program('log.Print(twice(21))')),
        { path: 'twice.go', content: 'package main\n\nfunc twice(n int) int { return 2 * n }\n' },
      ],
    ],
    [
      'a package in a folder, with the name of its module',
      [
        {
          path: 'go.mod',
          content: 'module example.com/me/todo // mine\n\ngo 1.22\n\nrequire example.com/gone v1.0.0\n',
        },
        main(program('log.Print(store.Open())', ['"example.com/me/todo/internal/store"'])),
        {
          path: 'internal/store/store.go',
          content: 'package store\n\nfunc Open() string { return "open" }\n',
        },
      ],
    ],
    [
      'a package in a folder, without a module',
      [
        main(program('log.Print(store.Open())', ['"app/store"'])),
        { path: 'store/store.go', content: 'package store\n\nfunc Open() string { return "open" }\n' },
      ],
    ],
    [
      'libraries',
      [
        main(
          program(
            'log.Print(pq.Driver{}, redis.ErrNil, amqp.ErrClosed, bcrypt.MinCost, uuid.Nil, websocket.TextMessage)',
            [
              '"github.com/lib/pq"',
              '"github.com/gomodule/redigo/redis"',
              'amqp "github.com/rabbitmq/amqp091-go"',
              '"golang.org/x/crypto/bcrypt"',
              '"github.com/google/uuid"',
              '"github.com/gorilla/websocket"',
            ],
          ),
        ),
      ],
    ],
  ])(
    'runs: %s',
    async (_, files) => {
      const { tests, report } = await judge(files);

      expect([report.stop, report.buildOutput, tests]).toEqual(['done', '', PASSED]);
    },
    120_000,
  );

  it('logs in to PostgreSQL and Redis', async () => {
    const ask = `database, _ := sql.Open("postgres", os.Getenv("DATABASE_URL")+"?sslmode=disable")
	log.Print(database.Ping())
	store, err := redis.DialURL(os.Getenv("REDIS_URL"))
	log.Print(store != nil, err)`;
    const imports = ['"database/sql"', '_ "github.com/lib/pq"', '"github.com/gomodule/redigo/redis"'];

    const { report } = await judge([main(program(ask, imports))], ['postgres', 'redis']);

    expect(report.logTail).toMatch(/^\S+ \S+ <nil>\n\S+ \S+ true <nil>\n$/);
  }, 120_000);

  it('compiles what is its own and nothing else', async () => {
    const { report } = await judge([main(program())]);

    // The standard library alone takes a minute of a processor.
    expect(report.observed.buildMs).toBeLessThan(20_000);
  }, 120_000);

  it('finds the environment that it was promised, and its own files as they were', async () => {
    const tell = 'log.Print(os.Environ()); files, _ := os.ReadDir("."); log.Print(files)';
    const { report } = await judge([main(program(tell))]);

    expect(report.logTail).toContain('GOMAXPROCS=2');
    expect(report.logTail).not.toMatch(/GOPATH|GOCACHE|PWD|defaults/);
    expect(report.logTail).toContain('[- main.go]');
  }, 120_000);

  it.each<[string, SubmissionFile[], string]>([
    ['a slip', [main('package main\n\nfunc main() {\n\tx := \n}\n')], 'main.go:5:1: syntax error'],
    [
      'a name that is not there',
      [main(program('undefinedName()'))],
      'main.go:11:2: undefined: undefinedName',
    ],
    [
      'a value that is not used, in a folder',
      [
        main(program('store.Open()', ['"app/store"'])),
        { path: 'store/store.go', content: 'package store\n\nfunc Open() {\n\tunused := 1\n}\n' },
      ],
      'store/store.go:4:2: declared and not used: unused',
    ],
    [
      'a library that is not there',
      [main(program('gone.Open()', ['"example.com/gone"']))],
      'cannot find package "example.com/gone": there are the standard library and the packages',
    ],
    ['another package', [main('package shop\n\nfunc main() {}\n')], 'a program is of "package main"'],
    [
      'a module without a name',
      [main(program()), { path: 'go.mod', content: 'go 1.24\n' }],
      'go.mod: there is no line',
    ],
    [
      'a module that leads elsewhere',
      [main(program()), { path: 'go.mod', content: 'module a/../../b\n' }],
      'go.mod:',
    ],
    ['no main file', [{ path: 'server.go', content: program() }], 'There is no main file'],
  ])(
    'is told what is wrong with %s',
    async (_, files, words) => {
      const { report } = await judge(files);

      expect(report.stop).toBe('build-failed');
      expect(report.buildOutput).toContain(words);
      expect(report.buildOutput).not.toMatch(/\/work\/|\/tmp\/|\/usr\/|touchstone/);
    },
    120_000,
  );

  it('is listed with its version and libraries', async () => {
    const { version, libraries } = await new ImageLibraries(docker).read('go');

    expect(version).toMatch(/^1\.24/);
    expect(libraries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['github.com/lib/pq', 'github.com/gomodule/redigo']),
    );
    expect(libraries.every((library) => /^\d/.test(library.version))).toBe(true);
  });
});

describe('a hostile program in Go', () => {
  it('starts programs from the disk that it was built on, and from no other (A17)', async () => {
    const tries = `
	for _, folder := range []string{"/work", "/tmp", "/dev/shm", "/program"} {
		data, _ := os.ReadFile("/usr/bin/true")
		os.WriteFile(folder+"/copy", data, 0755)
		log.Print(folder, " ", exec.Command(folder+"/copy").Run() == nil)
	}`;

    const { report } = await judge([main(program(tries, ['"os/exec"']))]);

    const told = [...report.logTail.matchAll(/(\/\S+) (true|false)$/gm)].map(([, folder, ran]) => [
      folder,
      ran,
    ]);
    expect(told).toEqual([
      ['/work', 'false'],
      ['/tmp', 'false'],
      ['/dev/shm', 'false'],
      ['/program', 'true'],
    ]);
  }, 120_000);

  it('reads no file of others while it is compiled (B02)', async () => {
    const files = [
      main(
        program('log.Print(secret)', ['_ "embed"']).replace(
          'func main',
          '//go:embed passwd\nvar secret string\n\nfunc main',
        ),
      ),
      { path: 'passwd.s', content: '#include "/etc/shadow"\n' },
    ];

    const { report } = await judge(files);

    expect(report.stop).toBe('build-failed');
    expect(report.buildOutput).not.toMatch(/root:/);
  }, 120_000);

  it('meets the limit of memory (D06)', async () => {
    const grow =
      'var all [][]byte\n\tfor { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }';
    // Never reached, which the compiler does not mind.
    const { report } = await judge([main(program(grow))]);

    expect(report.observed.oomKilled).toBe(true);
  }, 120_000);

  it('gets no more processes than its limit has room for (D01)', async () => {
    const forks = 'for range 500 { exec.Command("/bin/sleep", "60").Start() }';
    const { report } = await judge([main(program(forks, ['"os/exec"']))]);

    expect(report.observed.peakProcesses).toBeLessThanOrEqual(48);
  }, 120_000);

  it('ends with its output limit when it logs without end (D15)', async () => {
    const { report } = await judge([main(program('for { log.Print("on and on and on and on") }'))]);

    expect(report.stop).toBe('output-limit');
  }, 120_000);
});
