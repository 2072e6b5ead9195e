import { random, step, subject, type HttpResponse } from '@touchstone/kit';

interface Person {
  username: string;
  email: string;
  password: string;
  token: string;
}

const withToken = ({ token }: Person) => ({ authorization: `Token ${token}` });

/** Creating answers 201; implementations of the specification that say 200 are fine, too. */
function expectCreated(answer: HttpResponse): HttpResponse {
  if (answer.status !== 200) expect(answer).toHaveStatus(201);
  return answer;
}

async function aUser(): Promise<Person> {
  const user = { username: random.word(10), email: random.email(), password: random.word(12) };
  const answer = expectCreated(await subject.post('/api/users', { json: { user } }));
  return { ...user, token: (answer.json as { user: { token: string } }).user.token };
}

async function anArticle(author: Person, tagList: string[] = []): Promise<string> {
  const article = {
    title: random.sentence(3),
    description: random.sentence(4),
    body: random.sentence(),
    tagList,
  };
  const answer = await subject.post('/api/articles', { headers: withToken(author), json: { article } });
  return (expectCreated(answer).json as { article: { slug: string } }).article.slug;
}

describe('The first week of a blog', () => {
  it('registers Ada, who is then known by her token', async () => {
    const ada = await aUser();

    const answer = await subject.get('/api/user', { headers: withToken(ada) });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ user: { username: ada.username, email: ada.email } });
    expect(await subject.get('/api/user')).toHaveStatus(401);
  });

  it('logs her in with her password', async () => {
    const { email, password, username } = await aUser();

    const answer = await subject.post('/api/users/login', { json: { user: { email, password } } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ user: { username, token: expect.any(String) } });
  });

  it('says what is wrong with a registration', async () => {
    const user = { username: '', email: random.email(), password: random.word(12) };

    const answer = await subject.post('/api/users', { json: { user } });

    expect(answer).toHaveStatus(422);
    expect(answer).toHaveJson({ errors: expect.any(Object) });
  });

  it('publishes her article for everybody', async () => {
    const ada = await aUser();
    const slug = await anArticle(ada, ['engines']);

    const answer = await subject.get(`/api/articles/${slug}`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({
      article: {
        slug,
        tagList: ['engines'],
        favoritesCount: 0,
        author: { username: ada.username, following: false },
      },
    });
  });

  it('lists her articles, newest first', async () => {
    const ada = await aUser();
    const [first, second] = [await anArticle(ada), await anArticle(ada)];

    const answer = await subject.get(`/api/articles?author=${ada.username}`);

    expect(answer).toHaveJson({ articles: [{ slug: second }, { slug: first }], articlesCount: 2 });
  });

  it('shows Ben, who follows her, what she wrote', async () => {
    const [ada, ben] = [await aUser(), await aUser()];
    const slug = await anArticle(ada);

    await subject.post(`/api/profiles/${ada.username}/follow`, { headers: withToken(ben) });

    expect(await subject.get('/api/articles/feed', { headers: withToken(ben) })).toHaveJson({
      articles: [{ slug, author: { username: ada.username, following: true } }],
    });
  });

  it('counts his favourite and takes his comment', async () => {
    const [ada, ben] = [await aUser(), await aUser()];
    const path = `/api/articles/${await anArticle(ada)}`;

    const favorite = await subject.post(`${path}/favorite`, { headers: withToken(ben) });
    const comment = await subject.post(`${path}/comments`, {
      headers: withToken(ben),
      json: { comment: { body: 'Well said.' } },
    });

    expect(favorite).toHaveJson({ article: { favorited: true, favoritesCount: 1 } });
    expectCreated(comment);
    expect(await subject.get(`${path}/comments`)).toHaveJson({
      comments: [{ body: 'Well said.', author: { username: ben.username } }],
    });
  });

  it('names each request, in the answer and in the log', async () => {
    const id = random.word(12);

    const answer = await subject.get('/api/tags', { headers: { 'x-request-id': id } });

    expect(answer).toHaveHeader('x-request-id', id);
    await step('the log of the program', async () => expect(await subject.logs()).toContain(id));
  });
});
