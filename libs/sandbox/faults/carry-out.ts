import { PlatformFault, type ControlAction, type ServiceName } from '#contracts';
import type { ServiceContainer } from '../pod/service-container.js';
import type { SubjectInstance } from '../pod/subject-instance.js';

/** What a suite can act on: the parts of its own pod and nothing else. */
export interface ControlTargets {
  readonly subjects: readonly SubjectInstance[];
  readonly services: ReadonlyMap<ServiceName, ServiceContainer>;
}

/**
 * Carries out what a suite asked for.
 * @returns what `control-result` carries in `value`, undefined for most actions
 * @throws Error with a message for the suite's author; PlatformFault when the engine refused or is gone
 */
export async function carryOut(action: ControlAction, targets: ControlTargets): Promise<unknown> {
  switch (action.action) {
    case 'terminate':
      return instanceOf(action.instance, targets).terminate(action.graceMs);
    case 'kill':
      return instanceOf(action.instance, targets).kill();
    case 'restart':
      return instanceOf(action.instance, targets).restart();
    case 'pause':
      return containerOf(action.target, targets).pause();
    case 'resume':
      return containerOf(action.target, targets).resume();
    case 'stop-service':
      return serviceOf(action.service, targets).kill();
    case 'start-service':
      await serviceOf(action.service, targets).start();
      return undefined;
    case 'read-logs':
      return { text: instanceOf(action.instance, targets).log.read() };
    case 'read-usage':
      return instanceOf(action.instance, targets).usage();
  }
}

/** Why an action failed, for the suite: an operator's words stay with the operator. */
export function explainFailure(error: unknown): string {
  if (error instanceof PlatformFault) return 'the container engine refused';
  return error instanceof Error ? error.message : 'it failed';
}

function instanceOf(index: number, { subjects }: ControlTargets): SubjectInstance {
  const subject = subjects[index];
  if (subject === undefined)
    throw new Error(`there is no instance ${index}: this exercise runs ${subjects.length}`);
  return subject;
}

function serviceOf(name: ServiceName, { services }: ControlTargets): ServiceContainer {
  const service = services.get(name);
  if (service === undefined)
    throw new Error(`this exercise has no ${name}: name it under services in exercise.yaml`);
  return service;
}

function containerOf(target: ServiceName | number, targets: ControlTargets): SubjectInstance['container'] {
  return typeof target === 'number'
    ? instanceOf(target, targets).container
    : serviceOf(target, targets).container;
}
