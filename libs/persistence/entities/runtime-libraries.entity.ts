import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RuntimeLibraries, RuntimeName } from '#contracts';

/** What the image of a runtime carries, as a worker announced it: the API has no engine to ask. */
@Entity({ name: 'runtime_libraries' })
export class RuntimeLibrariesEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'runtime_libraries_pkey' })
  runtime!: RuntimeName;

  @Column({ type: 'text' })
  version!: string;

  @Column({ type: 'jsonb' })
  libraries!: RuntimeLibraries['libraries'];

  @Column({ name: 'announced_at', type: 'timestamptz', default: () => 'now()' })
  announcedAt!: Date;
}
