/** The packages of the registry: names, versions, and what each of them asks for. */
export const PACKAGES: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> =
  {
    '@quay/retry': { '1.0.2': {}, '1.1.0': {} },
    anchorsql: { '8.2.0': {}, '8.3.2': {}, '8.4.1': {}, '8.4.2': {}, '8.4.3': {}, '9.0.0': {} },
    brinetime: { '3.0.9': {}, '3.0.12': {}, '4.1.0': {}, '4.1.2': {}, '4.2.0': {}, '5.0.0': {} },
    cargobody: { '1.4.2': {}, '1.4.6': {}, '1.5.0': {}, '1.5.1': {}, '2.0.0': {} },
    chartcsv: { '1.2.7': { brinetime: '^4.0.0' }, '2.0.0': { brinetime: '^4.0.0' } },
    driftexec: { '1.0.0': {} },
    globfish: { '2.0.4': {}, '2.0.5': {}, '2.0.7': {}, '2.0.8': {}, '2.1.0': {}, '3.0.0': {} },
    hawserzip: { '0.9.3': {}, '1.0.0': {} },
    keelsettings: { '1.0.3': {} },
    knotmerge: { '1.2.4': {}, '1.3.0': {}, '1.3.5': {}, '1.4.0': {}, '2.0.0': {}, '2.0.1': {} },
    lintkeel: { '6.0.2': { globfish: '^2.0.0' }, '6.1.0': { globfish: '^2.0.0' } },
    mailbuoy: {
      '2.2.1': { knotmerge: '1.3.0', ternqueue: '^1.0.0' },
      '2.3.0': { knotmerge: '1.3.0', ternqueue: '^1.0.0' },
      '2.4.0': { knotmerge: '1.3.0', ternqueue: '^1.1.0' },
    },
    moorings: { '3.2.0': { '@quay/retry': '^1.0.0', globfish: '~2.0.0' } },
    pilotlog: {
      '5.1.3': { brinetime: '^3.0.0', knotmerge: '^1.2.0' },
      '5.2.0': { brinetime: '^3.0.0', knotmerge: '^1.2.0' },
    },
    sealtoken: {
      '1.8.4': { knotmerge: '~1.2.0' },
      '1.8.5': { knotmerge: '~1.2.0' },
      '2.0.0-rc.2': { knotmerge: '^1.3.0' },
      '2.0.0': { knotmerge: '^1.3.0' },
      '2.0.1': { knotmerge: '^1.3.0' },
    },
    ternqueue: { '1.0.5': { '@quay/retry': '^1.0.0' }, '1.1.0': { '@quay/retry': '^1.0.0' } },
    'tidelint-rules': { '0.4.0': { driftexec: '^1.0.0' }, '0.4.1': { driftexec: '^1.0.0' } },
    tidepath: { '2.0.3': {}, '2.0.8': {}, '2.0.9': {}, '2.1.0-beta.2': {}, '2.1.0': {} },
    wharfside: {
      '3.1.4': { cargobody: '~1.4.0', tidepath: '^2.0.0' },
      '3.2.0': { cargobody: '~1.4.0', tidepath: '^2.0.0' },
      '3.3.0': { cargobody: '~1.5.0', tidepath: '^2.0.0' },
      '4.0.0': { cargobody: '~2.0.0', tidepath: '^2.0.0' },
    },
  };
