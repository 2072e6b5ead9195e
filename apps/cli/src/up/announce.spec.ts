import { describe, expect, it } from '@jest/globals';
import { announce } from './announce.js';

describe('announce', () => {
  it('tells the address and a command that submits something', () => {
    const text = announce({ port: 3000, seconds: 12.4 });

    expect(text).toContain('ready at http://localhost:3000  (12 s)');
    expect(text).toMatch(
      /npx touchstone submit exercises\/todo-rest-api\/starter\/node --exercise todo-rest-api --watch\n/,
    );
  });

  it('names the server in both commands when it is not where the command line looks by itself', () => {
    const text = announce({ port: 4000, seconds: 1 });

    expect(text.match(/--server http:\/\/localhost:4000/g)).toHaveLength(2);
  });
});
