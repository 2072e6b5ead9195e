import { artifact } from '@touchstone/kit';

const read = () => artifact.git('history.txt');

describe('history.txt', () => {
  it('has the branches and the tags', () => {
    const refs = [...read().refs.keys()];

    expect(refs).toEqual(
      expect.arrayContaining([
        'refs/heads/main',
        'refs/heads/kiosk',
        'refs/heads/family-ticket',
        'refs/tags/v1.0',
        'refs/tags/v1.1',
      ]),
    );
  });

  it('has a commit on main that joins family-ticket to it', () => {
    const history = read();
    const branch = history.commit('family-ticket').id;
    const joining = history
      .log('main')
      .filter(({ parents }) => parents.length === 2 && parents[1] === branch);

    expect(joining.map(({ subject }) => subject)).toEqual([expect.any(String)]);
  });

  it('has a commit on main that says what it reverts', () => {
    const messages = read()
      .log('main')
      .map(({ message }) => message);

    expect(messages).toContainEqual(expect.stringMatching(/\b[0-9a-f]{7,40}\b/));
  });

  it('has no sms.env on any branch', () => {
    const history = read();
    const branches = [...history.refs.keys()].filter((ref) => ref.startsWith('refs/heads/'));

    expect(branches.filter((branch) => history.commit(branch).files.has('sms.env'))).toEqual([]);
  });
});
