import { artifact } from '@touchstone/kit';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

const readAll = (): Manifest[] =>
  artifact
    .files()
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => artifact.yamlAll(path) as Manifest[])
    .flatMap((one) => (one?.kind === 'List' ? (one as unknown as { items: Manifest[] }).items : [one]));

const listWorkloads = () => readAll().filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');

describe('Manifests', () => {
  it('have a workload for each of the two programs', () => {
    expect(
      listWorkloads()
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    ).toEqual(['mailer', 'shop']);
  });

  it('run the images of this release', () => {
    const images = listWorkloads().flatMap(({ spec }) =>
      spec.template.spec.containers.map(({ image }) => image),
    );

    for (const image of images) expect(image).toMatch(/^(?:docker\.io\/)?kettle\/(?:shop|mailer):3\.14\.2/);
  });

  it('have a Service, a disruption budget and network policies', () => {
    const kinds = readAll().map(({ kind }) => kind);

    expect(kinds).toEqual(expect.arrayContaining(['Service', 'PodDisruptionBudget', 'NetworkPolicy']));
  });
});
