import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import { engineCall, engineStatus } from '../pod/engine-call.js';
import { LABELS } from '../spec/pod-identity.js';
import {
  listLifeOwners,
  listLives,
  removeLife,
  removeOwnerFolder,
  type FoundLife,
} from '../runc/life-folder.js';
import { findOrphanedLives, findOrphans, type OwnPods } from './find-orphans.js';
import { findOwnerState } from './owner.js';

/** Both labels: what the platform runs for itself (its database, its queue) is managed too but belongs to no worker. */
const POD_FILTER = { label: [`${LABELS.managed}=true`, LABELS.owner] };

/** SECURITY: E05: removes what crashed workers left behind. Run it at start and every few minutes. */
export class Janitor {
  /** @param own the pods of this process; null where it runs none yet */
  constructor(
    private readonly docker: Docker,
    private readonly own: OwnPods | null = null,
  ) {}

  /**
   * Removes the orphaned containers, whoever started them, and their volumes with them.
   * @returns how many containers were removed
   * @throws PlatformFault when the engine cannot be reached, or one could not be removed
   */
  async removeOrphans(): Promise<number> {
    const lives = findOrphanedLives(await listLives(), this.own);
    await Promise.all(lives.map((life) => this.removeLife(life)));
    const dead = (await listLifeOwners()).filter((owner) => findOwnerState(owner) === 'dead');
    await Promise.all(dead.map(removeOwnerFolder));
    return lives.length + (await this.removeFromEngine());
  }

  private async removeLife(life: FoundLife): Promise<void> {
    try {
      await removeLife(life);
    } catch (error) {
      throw new PlatformFault('internal', `${life.path} could not be removed: ${String(error)}`, {
        cause: error,
      });
    }
  }

  private async removeFromEngine(): Promise<number> {
    const listing = this.docker.listContainers({ all: true, filters: POD_FILTER });
    const found = await engineCall('list containers', 'internal', listing);
    const orphans = findOrphans(found, Date.now() / 1000, this.own);
    await Promise.all(orphans.map(({ Id }) => this.remove(Id)));
    return orphans.length;
  }

  private async remove(id: string): Promise<void> {
    const removal = this.docker.getContainer(id).remove({ force: true, v: true });
    await engineCall(`remove ${id.slice(0, 12)}`, 'internal', removal).catch((fault: unknown) => {
      // Another worker's janitor was faster, or is at it.
      if (![404, 409].includes(engineStatus(fault) ?? 0)) throw fault;
    });
  }
}
