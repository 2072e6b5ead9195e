import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionFile } from '#contracts';
import { ensureImages, ImageLibraries, localImages, type ImageNames } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

let images: ImageNames;

beforeAll(async () => {
  await preparePodImages();
  // By id: another clone on this machine may have a grader of its own under the same name.
  const ids: Partial<Record<string, string>> = await ensureImages(docker, ['grader', 'java']);
  images = (image) => ids[image] ?? localImages(image);
}, 900_000);

const SUITE = `
import { subject } from '@touchstone/kit';
describe('Pod', () => {
  it('asks', async () => { expect(await subject.get('/a?b=c')).toHaveJson({ uri: '/a?b=c' }); });
});`;

const program = (code = '', imports = ''): string => `${imports}
import com.google.gson.Gson;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.Map;

public class Main {
    public static void main(String[] arguments) throws Exception {
        ${code}
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        var server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            var body = new Gson().toJson(Map.of("uri", exchange.getRequestURI().toString())).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
`;

async function judge(files: SubmissionFile[]): Promise<Witnessed> {
  const plan = aPlan('', files, {
    runtime: 'java',
    suite: [{ path: 'tests/hidden/a.test.ts', content: SUITE }],
    // A busy machine compiles slowly.
    limits: {
      memoryMib: 192,
      processes: 48,
      diskMib: 8,
      outputBytes: 64 * 1024,
      buildTimeoutMs: 60_000,
    },
  });
  return witness(plan, aRunner(images));
}

const main = (content: string): SubmissionFile => ({ path: 'Main.java', content });
const PASSED = { asks: 'passed' };

describe('a program in Java', () => {
  it.each<[string, SubmissionFile[]]>([
    ['one file', [main(program())]],
    [
      'several files and a package',
      [
        main(program('System.out.println(store.Store.open() + Twice.of(21));')),
        { path: 'Twice.java', content: 'class Twice { static int of(int n) { return 2 * n; } }\n' },
        {
          path: 'store/Store.java',
          content:
            'package store;\n\npublic class Store { public static String open() { return "open"; } }\n',
        },
      ],
    ],
    [
      'a file that it reads from its class path, and names with spaces',
      [
        main(program('Main.class.getResourceAsStream("/my texts/hello.txt").readAllBytes();')),
        { path: 'my texts/hello.txt', content: 'hello' },
        { path: 'more code/Other.java', content: 'class Other {}\n' },
      ],
    ],
    [
      'libraries',
      [
        main(
          program(
            'Class.forName("org.postgresql.Driver"); Class.forName("com.rabbitmq.client.ConnectionFactory"); Class.forName("org.bouncycastle.crypto.generators.OpenBSDBCrypt"); org.slf4j.LoggerFactory.getLogger("me");',
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
    90_000,
  );

  it('is started with half of its memory as heap, and without a word of Java’s own', async () => {
    const tell = 'System.out.println("heap " + Runtime.getRuntime().maxMemory() / (1 << 20));';
    const { report, tests } = await judge([main(program(tell))]);

    const [, heap = 'none'] = /^heap (\d+)\n$/.exec(report.logTail) ?? [];
    expect(tests).toEqual(PASSED);
    expect(Number(heap)).toBeGreaterThan(80);
    expect(Number(heap)).toBeLessThan(100);
  }, 90_000);

  it.each<[string, SubmissionFile[], string]>([
    [
      'a slip',
      [main('class Main {\n    public static void main(String[] a) {\n        int x = ;\n    }\n}\n')],
      'Main.java:3: error: illegal start of expression',
    ],
    ['a name that is not there', [main(program('gone();'))], 'error: cannot find symbol'],
    [
      'a slip in a package',
      [
        main(program()),
        { path: 'store/Store.java', content: 'package store;\nclass Store { int x() {} }\n' },
      ],
      'store/Store.java:2: error: missing return statement',
    ],
    ['a package', [main(`package shop;\n${program()}`)], 'there is no class Main outside of all packages'],
    ['no main file', [{ path: 'Server.java', content: 'class Server {}' }], 'There is no main file'],
  ])(
    'is told what is wrong with %s',
    async (_, files, words) => {
      const { report } = await judge(files);

      expect(report.stop).toBe('build-failed');
      expect(report.buildOutput).toContain(words);
      expect(report.buildOutput).not.toMatch(/\/work\/|\/tmp\/|touchstone/);
    },
    90_000,
  );

  it('is listed with its version and libraries', async () => {
    const { version, libraries } = await new ImageLibraries(docker).read('java');

    expect(version).toMatch(/^25\b/);
    expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(['gson', 'postgresql']));
    expect(libraries.every((library) => /^\d/.test(library.version))).toBe(true);
  });
});

describe('a hostile program in Java', () => {
  it('runs nothing of its own while it is compiled (B02)', async () => {
    const processor = `
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Spy extends AbstractProcessor {
    @Override public boolean process(Set<? extends TypeElement> found, RoundEnvironment round) {
        throw new IllegalStateException("spied");
    }
}
`;
    const files = [
      main(program()),
      { path: 'Spy.java', content: processor },
      { path: 'META-INF/services/javax.annotation.processing.Processor', content: 'Spy\n' },
    ];

    const { report, tests } = await judge(files);

    expect([report.buildOutput.includes('spied'), tests]).toEqual([false, PASSED]);
  }, 90_000);

  it('starts no program of its own from its disks (A17)', async () => {
    const tries = `
        for (var folder : new String[] {"/work", "/tmp", "/dev/shm"}) {
            var copy = java.nio.file.Path.of(folder, "copy");
            java.nio.file.Files.copy(java.nio.file.Path.of("/usr/bin/true"), copy);
            copy.toFile().setExecutable(true);
            try {
                new ProcessBuilder(copy.toString()).start();
                System.out.println("run " + folder);
            } catch (java.io.IOException refused) {
                System.out.println("kept " + folder);
            }
        }`;
    const { report } = await judge([main(program(tries))]);

    expect(report.logTail).toBe('kept /work\nkept /tmp\nkept /dev/shm\n');
  }, 90_000);

  it('ends when its heap is full (D06)', async () => {
    const grow =
      'var all = new java.util.ArrayList<byte[]>(); while (all.size() < 10_000) all.add(new byte[1 << 20]);';
    const { report } = await judge([main(program(grow))]);

    expect(report.stop).toBe('subject-not-ready');
    expect(report.logTail).toContain('OutOfMemoryError');
  }, 90_000);

  it('gets no more processes than its limit has room for (D01)', async () => {
    const threads =
      'for (int i = 0; i < 500; i++) new Thread(() -> { try { Thread.sleep(60_000); } catch (InterruptedException e) { } }).start();';
    const { report } = await judge([main(program(threads))]);

    expect(report.observed.peakProcesses).toBeLessThanOrEqual(48);
  }, 90_000);

  it('ends with its output limit when it logs without end (D15)', async () => {
    const { report } = await judge([
      main(program('while (System.nanoTime() != 0) System.out.println("on and on");')),
    ]);

    expect(report.stop).toBe('output-limit');
  }, 90_000);
});
