import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { until } from '#testing';
import {
  ExerciseRepository,
  PersistenceModule,
  pingDatabase,
  SubmissionRepository,
  TokenRepository,
  UserRepository,
} from '../index.js';
import { openTestDatabase } from './open-test-database.js';

describe('PersistenceModule', () => {
  it('gives an application its repositories over one pool, and closes it', async () => {
    await using database = await openTestDatabase();
    const application = await Test.createTestingModule({
      imports: [PersistenceModule.forRoot({ url: database.url })],
    }).compile();
    await application.init();
    const dataSource = application.get(DataSource);

    await pingDatabase(dataSource);
    expect(await application.get(UserRepository).countUsers()).toBe(0);
    expect(await application.get(SubmissionRepository).queueDepth()).toBe(0);
    expect(await application.get(ExerciseRepository).listCurrent()).toEqual([]);
    expect(await application.get(TokenRepository).revokeFamilyOf('none')).toBe(false);
    await application.close();

    expect(dataSource.isInitialized).toBe(false);
  });

  it('goes on after Postgres has cut its connections', async () => {
    await using database = await openTestDatabase();
    const users = new UserRepository(database.dataSource);
    expect(await users.countUsers()).toBe(0);

    const cut = database.dataSource.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()',
    );
    await expect(cut).rejects.toThrow(/terminat/);

    const answers = () =>
      users.countUsers().then(
        () => true,
        () => false,
      );
    await until(answers, 'the pool has connected again');
  });
});
