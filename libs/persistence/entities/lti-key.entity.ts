import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** With what this installation signs towards platforms. */
@Entity({ name: 'lti_keys' })
export class LtiKeyEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'lti_keys_pkey' })
  id!: string;

  /** Encrypted: a copy of the database alone signs nothing. */
  @Column({ name: 'sealed_key', type: 'text' })
  sealedKey!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
