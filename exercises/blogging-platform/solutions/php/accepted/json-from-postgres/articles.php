<?php

declare(strict_types=1);

/** What lists show of an article `a` by `u`; $1 is the viewer, or null. */
const SUMMARY = "'slug', a.slug, 'title', a.title, 'description', a.description, 'tagList', a.tags,
    'createdAt', a.created_at, 'updatedAt', a.updated_at,
    'favorited', EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = $1::bigint),
    'favoritesCount', (SELECT count(*) FROM favorites f WHERE f.article_id = a.id), 'author', " . PROFILE;
const COMMENT = "json_build_object('id', c.id, 'body', c.body, 'createdAt', c.created_at, 'updatedAt', c.updated_at,
    'author', " . PROFILE . ')';

function listFiltered(?array $viewer): never
{
    $where = '($2::text IS NULL OR $2 = ANY (a.tags)) AND ($3::text IS NULL OR u.username = $3)
        AND ($4::text IS NULL OR EXISTS (
          SELECT FROM favorites f JOIN users r ON r.id = f.user_id WHERE f.article_id = a.id AND r.username = $4))';
    answerList($where, [$viewer['id'] ?? null, readQuery('tag'), readQuery('author'), readQuery('favorited')]);
}

function listFeed(array $viewer): never
{
    $where = 'EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = a.author_id)';
    answerList($where, [$viewer['id']]);
}

/** The page and the number of all that match, in one look. */
function answerList(string $where, array $params): never
{
    [$limit, $offset] = [readWhole('limit', 20), readWhole('offset', 0)];
    $row = Database::row(
        'WITH matching AS MATERIALIZED (SELECT a.* FROM articles a JOIN users u ON u.id = a.author_id WHERE ' . $where . '),
           page AS (SELECT json_build_object(' . SUMMARY . ") AS article
                    FROM matching a JOIN users u ON u.id = a.author_id
                    ORDER BY a.created_at DESC, a.id DESC LIMIT $limit OFFSET $offset)
         SELECT (SELECT coalesce(json_agg(article), '[]') FROM page) AS articles, (SELECT count(*) FROM matching) AS count",
        $params,
    );
    answer(200, ['articles' => json_decode($row['articles']), 'articlesCount' => (int) $row['count']]);
}

function publish(array $viewer): never
{
    $given = readMember('article');
    $title = readText($given, 'title');
    $slug = toSlug($title);
    Database::rows(
        'INSERT INTO articles (slug, author_id, title, description, body, tags)
         VALUES ($1, $2, $3, $4, $5, ARRAY(SELECT json_array_elements_text($6::json)))',
        [
            $slug,
            $viewer['id'],
            $title,
            readText($given, 'description'),
            readText($given, 'body'),
            json_encode(readTags($given), JSON_THROW_ON_ERROR),
        ],
    );
    answerArticle(201, $viewer, $slug);
}

function showArticle(?array $viewer, string $slug): never
{
    answerArticle(200, $viewer, $slug);
}

function updateArticle(array $viewer, string $slug): never
{
    $article = checkOwn($viewer, getArticle($slug));
    $given = readMember('article');
    $title = readTextOr($given, 'title', $article['title']);
    $newSlug = $title === $article['title'] ? $slug : toSlug($title);
    Database::rows(
        'UPDATE articles SET slug = $2, title = $3, description = $4, body = $5, updated_at = now() WHERE id = $1',
        [
            $article['id'],
            $newSlug,
            $title,
            readTextOr($given, 'description', $article['description']),
            readTextOr($given, 'body', $article['body']),
        ],
    );
    answerArticle(200, $viewer, $newSlug);
}

function deleteArticle(array $viewer, string $slug): never
{
    Database::rows('DELETE FROM articles WHERE id = $1', [checkOwn($viewer, getArticle($slug))['id']]);
    answer(204, null);
}

function favorite(array $viewer, string $slug): never
{
    $sql = 'INSERT INTO favorites (article_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    Database::rows($sql, [getArticle($slug)['id'], $viewer['id']]);
    answerArticle(200, $viewer, $slug);
}

function unfavorite(array $viewer, string $slug): never
{
    $sql = 'DELETE FROM favorites WHERE article_id = $1 AND user_id = $2';
    Database::rows($sql, [getArticle($slug)['id'], $viewer['id']]);
    answerArticle(200, $viewer, $slug);
}

function listComments(?array $viewer, string $slug): never
{
    $sql = 'SELECT ' . COMMENT . ' AS comment FROM comments c JOIN users u ON u.id = c.author_id
        WHERE c.article_id = $2 ORDER BY c.id DESC';
    $rows = Database::rows($sql, [$viewer['id'] ?? null, getArticle($slug)['id']]);
    answer(200, ['comments' => array_map(fn (array $row) => json_decode($row['comment']), $rows)]);
}

function addComment(array $viewer, string $slug): never
{
    $article = getArticle($slug);
    $body = readText(readMember('comment'), 'body');
    $insert = 'INSERT INTO comments (article_id, author_id, body) VALUES ($1, $2, $3) RETURNING id';
    $added = Database::row($insert, [$article['id'], $viewer['id'], $body]);
    $sql = 'SELECT ' . COMMENT . ' AS comment FROM comments c JOIN users u ON u.id = c.author_id WHERE c.id = $2';
    answer(201, ['comment' => json_decode(Database::row($sql, [$viewer['id'], $added['id']])['comment'])]);
}

function deleteComment(array $viewer, string $slug, string $id): never
{
    $sql = 'SELECT * FROM comments WHERE article_id = $1 AND id::text = $2';
    $comment = Database::row($sql, [getArticle($slug)['id'], $id]) ?? throw new Refusal(404, 'comment', 'is unknown');
    Database::rows('DELETE FROM comments WHERE id = $1', [checkOwn($viewer, $comment)['id']]);
    answer(204, null);
}

function listTags(): never
{
    $rows = Database::rows('SELECT DISTINCT unnest(tags) AS tag FROM articles ORDER BY tag');
    answer(200, ['tags' => array_column($rows, 'tag')]);
}

function answerArticle(int $status, ?array $viewer, string $slug): never
{
    $sql = 'SELECT json_build_object(' . SUMMARY . ", 'body', a.body) AS article
        FROM articles a JOIN users u ON u.id = a.author_id WHERE a.slug = $2";
    $row = Database::row($sql, [$viewer['id'] ?? null, $slug]) ?? throw new Refusal(404, 'article', 'is unknown');
    answer($status, ['article' => json_decode($row['article'])]);
}

function getArticle(string $slug): array
{
    return Database::row('SELECT * FROM articles WHERE slug = $1', [$slug]) ?? throw new Refusal(404, 'article', 'is unknown');
}

function checkOwn(array $viewer, array $row): array
{
    return $row['author_id'] === $viewer['id'] ? $row : throw new Refusal(403, 'author', 'is somebody else');
}

/** The title's words, and something that no other article has. */
function toSlug(string $title): string
{
    $words = trim(preg_replace('/[^a-z0-9]+/', '-', strtolower($title)), '-');
    return ltrim($words . '-' . bin2hex(random_bytes(5)), '-');
}
