import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal, type LtiPlatformRequest } from '#contracts';
import { LtiKeyEntity } from '../entities/lti-key.entity.js';
import { LtiPlatformEntity } from '../entities/lti-platform.entity.js';
import { isUniqueViolation } from '../unique-violation.js';

export interface LtiPlatformRecord extends LtiPlatformRequest {
  readonly id: string;
  readonly createdAt: Date;
}

/** Newer keys are few: one for each time the secret of the installation changed. */
const MAX_KEYS = 10;

/** Learning platforms and the keys that this installation signs with towards them. */
@Injectable()
export class LtiPlatformRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Refusal `platform-taken` when it is registered already */
  async insert(platform: LtiPlatformRequest): Promise<LtiPlatformRecord> {
    const row = { ...platform, id: randomUUID(), createdAt: new Date() };
    await refuseTaken(this.platforms.insert(row));
    return row;
  }

  /**
   * Null when there is none. Its learners and their scores stay.
   * @throws Refusal `platform-taken` when another one is registered so
   */
  async update(id: string, platform: LtiPlatformRequest): Promise<LtiPlatformRecord | null> {
    await refuseTaken(this.platforms.update({ id }, platform));
    return this.findById(id);
  }

  list(): Promise<LtiPlatformRecord[]> {
    return this.platforms.find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  findById(id: string): Promise<LtiPlatformRecord | null> {
    return this.platforms.findOneBy({ id });
  }

  /** null when there is none, and when an issuer with several clients does not say which. */
  async findByIssuer(issuer: string, clientId: string | undefined): Promise<LtiPlatformRecord | null> {
    const found = await this.platforms.findBy(clientId === undefined ? { issuer } : { issuer, clientId });
    return found.length === 1 ? found[0]! : null;
  }

  /** With it go its grades and the identities of its users; their accounts stay. False when there is none. */
  delete(id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM identities WHERE provider = $1', [`lti:${id}`]);
      const { affected } = await manager.delete(LtiPlatformEntity, { id });
      return affected === 1;
    });
  }

  /** Newest first. */
  listKeys(): Promise<LtiKeyEntity[]> {
    return this.keys.find({ order: { createdAt: 'DESC', id: 'ASC' }, take: MAX_KEYS });
  }

  async insertKey(id: string, sealedKey: string): Promise<void> {
    await this.keys.insert({ id, sealedKey });
  }

  private get platforms() {
    return this.dataSource.getRepository(LtiPlatformEntity);
  }

  private get keys() {
    return this.dataSource.getRepository(LtiKeyEntity);
  }
}

async function refuseTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isUniqueViolation(error, 'lti_platforms_client_key')) throw error;
    throw new Refusal('platform-taken', 'A platform with this issuer and client id is registered already.');
  }
}
