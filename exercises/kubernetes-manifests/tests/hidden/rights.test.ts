import { artifact } from '@touchstone/kit';
import { at, fieldsAt, manifestFiles, readObjects, toFields, toList, type Fields } from './objects.ts';
import { bothPrograms, type Program } from './programs.ts';

const ADDRESSES = {
  shop: { DATABASE_URL: 'url of database' },
  mailer: { DATABASE_URL: 'url of database', SMTP_URL: 'url of smtp' },
};

/** A setting of the container, or of its pod where the container says nothing. */
const effective = ({ pod, container }: Program, name: string): unknown =>
  at(container, `securityContext.${name}`) ?? at(pod, `securityContext.${name}`);

function readVariable({ container }: Program, name: string): string {
  const entry = toList(container.env)
    .map(toFields)
    .findLast((one) => one.name === name);
  if (entry === undefined) return 'is not set';
  const { name: secret, key } = fieldsAt(entry, 'valueFrom.secretKeyRef');
  return secret === undefined ? 'is in the manifest' : `${String(key)} of ${String(secret)}`;
}

/** What a process could gain rights by. */
function listWays(program: Program): string[] {
  const { pod, container } = program;
  const { drop, add } = fieldsAt(container, 'securityContext.capabilities');
  const ways: readonly (readonly [boolean, string])[] = [
    [at(container, 'securityContext.allowPrivilegeEscalation') !== false, 'privilege escalation'],
    [at(container, 'securityContext.privileged') === true, 'a privileged container'],
    [!toList(drop).some((one) => String(one).toUpperCase() === 'ALL'), 'capabilities'],
    [toList(add).length > 0, 'added capabilities'],
    [
      fieldsAt({ it: effective(program, 'seccompProfile') }, 'it').type !== 'RuntimeDefault',
      'no seccomp profile',
    ],
    [['hostNetwork', 'hostPID', 'hostIPC'].some((name) => pod[name] === true), 'namespaces of the host'],
    [toList(pod.volumes).some((volume) => toFields(volume).hostPath !== undefined), 'folders of the host'],
  ];
  return ways.filter(([isOpen]) => isOpen).map(([, way]) => way);
}

function isWritable({ pod, container }: Program, folder: string): boolean {
  const mount = toList(container.volumeMounts)
    .map(toFields)
    .find(({ mountPath }) => String(mountPath).replace(/\/$/, '') === folder);
  const volume = toList(pod.volumes)
    .map(toFields)
    .find(({ name }) => name === mount?.name);
  return mount !== undefined && mount.readOnly !== true && volume !== undefined && 'emptyDir' in volume;
}

/** Whether Kubernetes puts a token into the pod: the pod decides, else its account. */
function getsToken({ name, pod }: Program): boolean {
  if (pod.automountServiceAccountToken !== undefined) return pod.automountServiceAccountToken !== false;
  const account = String(pod.serviceAccountName ?? 'default');
  const found = readObjects().find((one) => one.kind === 'ServiceAccount' && one.name === account);
  if (found === undefined && account !== 'default')
    throw new Error(`The pods of ${name} cannot be made: there is no ServiceAccount ${account}.`);
  return found?.fields.automountServiceAccountToken !== false;
}

const holdsData = ({ data, stringData }: Fields): boolean =>
  [data, stringData].some((one) => Object.keys(toFields(one)).length > 0);

describe('Rights and secrets', () => {
  it('takes the addresses from the secrets of the cluster', () => {
    for (const program of bothPrograms()) {
      const wanted = ADDRESSES[program.name];
      const seen = Object.fromEntries(Object.keys(wanted).map((name) => [name, readVariable(program, name)]));
      expect({ program: program.name, ...seen }).toEqual({ program: program.name, ...wanted });
    }
  });

  it('keeps secrets out of the manifests', () => {
    const secrets = readObjects().filter(({ kind, fields }) => kind === 'Secret' && holdsData(fields));
    const files = manifestFiles().filter((path) => /:\/\/[^\s/:@]*:[^\s/@]+@/.test(artifact.text(path)));

    expect({ secretsWithData: secrets.map(({ name }) => name) }).toEqual({ secretsWithData: [] });
    expect({ filesWithAPassword: files }).toEqual({ filesWithAPassword: [] });
  });

  it('runs nothing as root', () => {
    for (const program of bothPrograms()) {
      const user = effective(program, 'runAsUser');
      const words =
        typeof user !== 'number' ? 'the user of the image, root' : user === 0 ? 'root' : 'somebody else';
      expect({ program: program.name, runsAs: words }).toEqual({
        program: program.name,
        runsAs: 'somebody else',
      });
    }
  });

  it('lets no process gain rights', () => {
    for (const program of bothPrograms())
      expect({ program: program.name, ways: listWays(program) }).toEqual({ program: program.name, ways: [] });
  });

  it('has root file systems that cannot be written to', () => {
    const open = bothPrograms().filter(
      ({ container }) => at(container, 'securityContext.readOnlyRootFilesystem') !== true,
    );

    expect({ writable: open.map(({ name }) => name) }).toEqual({ writable: [] });
  });

  it('lets both programs write to /tmp', () => {
    const closed = bothPrograms().filter(
      (program) =>
        at(program.container, 'securityContext.readOnlyRootFilesystem') === true &&
        !isWritable(program, '/tmp'),
    );

    expect({ cannotWrite: closed.map(({ name }) => name) }).toEqual({ cannotWrite: [] });
  });

  it('gives no pod a token for Kubernetes', () => {
    expect({
      withAToken: bothPrograms()
        .filter(getsToken)
        .map(({ name }) => name),
    }).toEqual({ withAToken: [] });
  });
});
