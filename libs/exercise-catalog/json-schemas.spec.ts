import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { SCHEMA_FILES } from './json-schemas.js';

const dir = join(process.cwd(), 'exercises', '.schema');

describe('the JSON Schemas in exercises/.schema', () => {
  it.each(Object.keys(SCHEMA_FILES) as (keyof typeof SCHEMA_FILES)[])(
    '%s is what the zod schema generates (else: npm run schemas)',
    (name) => {
      expect(readFileSync(join(dir, name), 'utf8')).toBe(SCHEMA_FILES[name]);
    },
  );

  it('are draft 7 and tell a good track from one with an unknown key', () => {
    const schema = JSON.parse(SCHEMA_FILES['track.schema.json']) as { $schema: string };
    const validate = new Ajv({ strict: false }).compile(schema);
    const track = {
      title: 'A track',
      summary: 'Learn one thing after the other.',
      stages: [{ slug: 'one', title: 'One', summary: 'The first of all things.' }],
    };

    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(validate(track)).toBe(true);
    expect(validate({ ...track, stagez: [] })).toBe(false);
  });
});
