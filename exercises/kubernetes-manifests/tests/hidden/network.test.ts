import { random } from '@touchstone/kit';
import { at, fieldsAt, readObjects, toFields, toList, type Fields } from './objects.ts';
import { bothPrograms, readProgram, resolvePort } from './programs.ts';
import { isSubset, toLabels } from './selectors.ts';
import { callsAnybody, reaches, type Sender } from './traffic.ts';

function readService(): Fields {
  const found = readObjects().find(({ kind, name }) => kind === 'Service' && name === 'shop');
  if (found === undefined) throw new Error('There is no Service called shop.');
  return fieldsAt(found.fields, 'spec');
}

/** Of the ingress controller nobody knows more than where it is. */
const ingress = (): Sender => ({ namespace: 'ingress', labels: { app: random.word(), tier: random.word() } });

const strangers = (): Sender[] => [
  { namespace: 'default', labels: { app: random.word() } },
  { namespace: 'monitoring', labels: toLabels(readProgram('shop').labels) },
  { namespace: 'kettle', labels: { app: random.word() } },
  { namespace: 'kettle', labels: readProgram('mailer').labels },
  { namespace: 'kettle', labels: readProgram('shop').labels },
];

describe('Network', () => {
  it('leads from port 80 of the Service to port 8080 of the shop', () => {
    const { ports, clusterIP } = readService();
    const entry = toList(ports)
      .map(toFields)
      .find(({ port }) => Number(port) === 80);
    const target = entry && resolvePort(entry.targetPort ?? entry.port, readProgram('shop'));

    expect({
      leadsTo: clusterIP === 'None' ? 'addresses of pods, with no port' : (target ?? 'nothing'),
    }).toEqual({
      leadsTo: 8080,
    });
  });

  it('leads to the pods of the shop, and to no other', () => {
    const selector = toLabels(readService().selector);
    const isAny = Object.keys(selector).length > 0;
    const takes = bothPrograms().filter(({ labels }) => isAny && isSubset(selector, labels));

    expect({ leadsTo: takes.map(({ name }) => name) }).toEqual({ leadsTo: ['shop'] });
  });

  it('has no way in from outside of the cluster', () => {
    const service = readService();

    expect({ type: service.type ?? 'ClusterIP', externalIPs: toList(service.externalIPs) }).toEqual({
      type: 'ClusterIP',
      externalIPs: [],
    });
    const ports = bothPrograms().flatMap(({ container }) => toList(container.ports));
    expect({ portsOfTheHost: ports.filter((port) => at(port, 'hostPort') !== undefined).length }).toEqual({
      portsOfTheHost: 0,
    });
  });

  it('lets the ingress controller reach the shop', () => {
    expect({ reaches: reaches(ingress(), readProgram('shop'), 8080) }).toEqual({ reaches: true });
  });

  it('lets nobody else reach the shop', () => {
    const shop = readProgram('shop');
    const others = strangers().filter((one) => reaches(one, shop, 8080));

    expect({ reachTheShop: others }).toEqual({ reachTheShop: [] });
    expect({ ingressReachesOtherPorts: reaches(ingress(), shop, 9090) }).toEqual({
      ingressReachesOtherPorts: false,
    });
  });

  it('lets nobody reach the mailer', () => {
    const mailer = readProgram('mailer');
    const others = [ingress(), ...strangers()].filter((one) => reaches(one, mailer, 8080));

    expect({ reachTheMailer: others }).toEqual({ reachTheMailer: [] });
  });

  it('lets both programs call whom they need', () => {
    const shut = bothPrograms().filter((program) => !callsAnybody(program));

    expect({ cannotCall: shut.map(({ name }) => name) }).toEqual({ cannotCall: [] });
  });
});
