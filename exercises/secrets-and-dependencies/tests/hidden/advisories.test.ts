import { findAdvisories } from './affected.ts';
import { readInstalled } from './lock.ts';

const DIRECT = ['anchorsql', 'chartcsv', 'keelsettings', 'mailbuoy', 'pilotlog', 'sealtoken', 'wharfside'];
const TOOLS = ['driftexec', 'globfish', 'lintkeel', 'moorings', 'tidelint-rules'];

/** Where an affected version lies, and which advisories say so. */
function listAffected(concerns: (name: string) => boolean): string[] {
  const installed = readInstalled().filter(({ name }) => concerns(name));
  return installed.flatMap(({ path, name, version }) =>
    findAdvisories(name, version).map((id) => `${path} ${version}: ${id}`),
  );
}

describe('Advisories', () => {
  it('speak of no dependency of the service', () => {
    expect({ affected: listAffected((name) => DIRECT.includes(name)) }).toEqual({ affected: [] });
  });

  it('speak of nothing that a dependency brings along', () => {
    const isBelow = (name: string): boolean => !DIRECT.includes(name) && !TOOLS.includes(name);

    expect({ affected: listAffected(isBelow) }).toEqual({ affected: [] });
  });

  it('speak of no tool of development', () => {
    expect({ affected: listAffected((name) => TOOLS.includes(name)) }).toEqual({ affected: [] });
  });
});
