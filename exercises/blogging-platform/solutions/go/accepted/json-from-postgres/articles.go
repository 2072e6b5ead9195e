package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/lib/pq"
)

type article struct {
	id, author                     int64
	slug, title, description, body string
}

func listFiltered(r *request) (int, any, error) {
	where := `($2::text IS NULL OR $2 = ANY (a.tags)) AND ($3::text IS NULL OR u.username = $3) AND ($4::text IS NULL OR EXISTS (
		SELECT FROM favorites f JOIN users r ON r.id = f.user_id WHERE f.article_id = a.id AND r.username = $4))`
	return list(r, where, r.viewerID(), r.query("tag"), r.query("author"), r.query("favorited"))
}

func listFeed(r *request) (int, any, error) {
	where := `EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = a.author_id)`
	return list(r, where, r.viewerID())
}

// The page and the number of all that match, in one look.
func list(r *request, where string, values ...any) (int, any, error) {
	limit, err := r.whole("limit", 20)
	if err != nil {
		return 0, nil, err
	}
	offset, err := r.whole("offset", 0)
	if err != nil {
		return 0, nil, err
	}
	query := fmt.Sprintf(`WITH matching AS MATERIALIZED (SELECT a.* FROM articles a JOIN users u ON u.id = a.author_id WHERE %s),
		page AS (SELECT json_build_object(%s) AS article FROM matching a JOIN users u ON u.id = a.author_id
			ORDER BY a.created_at DESC, a.id DESC LIMIT %d OFFSET %d)
		SELECT (SELECT coalesce(json_agg(article), '[]') FROM page), (SELECT count(*) FROM matching)`, where, summary, limit, offset)
	var articles json.RawMessage
	var count int
	err = r.database.QueryRow(query, values...).Scan(&articles, &count)
	return 200, map[string]any{"articles": articles, "articlesCount": count}, err
}

func publish(r *request) (int, any, error) {
	given := r.member("article")
	title, description, body, tags := given.text("title"), given.text("description"), given.text("body"), given.tags()
	if given.err != nil {
		return 0, nil, given.err
	}
	slug := toSlug(title)
	query := `INSERT INTO articles (slug, author_id, title, description, body, tags) VALUES ($1, $2, $3, $4, $5, $6)`
	if err := r.run(query, slug, r.viewer.id, title, description, body, pq.Array(tags)); err != nil {
		return 0, nil, err
	}
	return show(r, 201, slug)
}

func showArticle(r *request) (int, any, error) { return show(r, 200, r.part("slug")) }

func updateArticle(r *request) (int, any, error) {
	before, err := r.ownArticle()
	if err != nil {
		return 0, nil, err
	}
	given := r.member("article")
	title := given.textOr("title", before.title)
	description, body := given.textOr("description", before.description), given.textOr("body", before.body)
	if given.err != nil {
		return 0, nil, given.err
	}
	slug := before.slug
	if title != before.title {
		slug = toSlug(title)
	}
	query := `UPDATE articles SET slug = $2, title = $3, description = $4, body = $5, updated_at = now() WHERE id = $1`
	if err := r.run(query, before.id, slug, title, description, body); err != nil {
		return 0, nil, err
	}
	return show(r, 200, slug)
}

func deleteArticle(r *request) (int, any, error) {
	own, err := r.ownArticle()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, r.run(`DELETE FROM articles WHERE id = $1`, own.id)
}

func favorite(r *request) (int, any, error) {
	return r.changeFavorite(`INSERT INTO favorites (article_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
}

func unfavorite(r *request) (int, any, error) {
	return r.changeFavorite(`DELETE FROM favorites WHERE article_id = $1 AND user_id = $2`)
}

func (r *request) changeFavorite(query string) (int, any, error) {
	found, err := r.article()
	if err != nil {
		return 0, nil, err
	}
	if err := r.run(query, found.id, r.viewer.id); err != nil {
		return 0, nil, err
	}
	return show(r, 200, found.slug)
}

func listComments(r *request) (int, any, error) {
	found, err := r.article()
	if err != nil {
		return 0, nil, err
	}
	query := `SELECT coalesce(json_agg(` + comment + ` ORDER BY c.id DESC), '[]') FROM comments c JOIN users u ON u.id = c.author_id
		WHERE c.article_id = $2`
	body, err := r.document("comments", query, r.viewerID(), found.id)
	return 200, body, err
}

func addComment(r *request) (int, any, error) {
	found, err := r.article()
	if err != nil {
		return 0, nil, err
	}
	given := r.member("comment")
	text := given.text("body")
	if given.err != nil {
		return 0, nil, given.err
	}
	query := `WITH c AS (INSERT INTO comments (article_id, author_id, body) VALUES ($2, $1::bigint, $3) RETURNING *)
		SELECT ` + comment + ` FROM c JOIN users u ON u.id = c.author_id`
	body, err := r.document("comment", query, r.viewer.id, found.id, text)
	return 201, body, err
}

func deleteComment(r *request) (int, any, error) {
	found, err := r.article()
	if err != nil {
		return 0, nil, err
	}
	var id, author int64
	query := `SELECT id, author_id FROM comments WHERE article_id = $1 AND id::text = $2`
	err = r.database.QueryRow(query, found.id, r.part("id")).Scan(&id, &author)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, refuse(404, "comment", "is unknown")
	}
	if err == nil && author != r.viewer.id {
		err = refuse(403, "comment", "is somebody else's")
	}
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, r.run(`DELETE FROM comments WHERE id = $1`, id)
}

func listTags(r *request) (int, any, error) {
	body, err := r.document("tags", `SELECT coalesce(json_agg(DISTINCT tag), '[]') FROM articles, unnest(tags) AS tag`)
	return 200, body, err
}

func show(r *request, status int, slug string) (int, any, error) {
	query := `SELECT json_build_object(` + summary + `, 'body', a.body) FROM articles a JOIN users u ON u.id = a.author_id WHERE a.slug = $2`
	body, err := r.document("article", query, r.viewerID(), slug)
	return status, body, err
}

// The article that the path names.
func (r *request) article() (article, error) {
	var found article
	query := `SELECT id, author_id, slug, title, description, body FROM articles WHERE slug = $1`
	err := r.database.QueryRow(query, r.part("slug")).Scan(
		&found.id, &found.author, &found.slug, &found.title, &found.description, &found.body,
	)
	if errors.Is(err, sql.ErrNoRows) {
		return found, refuse(404, "article", "is unknown")
	}
	return found, err
}

func (r *request) ownArticle() (article, error) {
	found, err := r.article()
	if err == nil && found.author != r.viewer.id {
		err = refuse(403, "article", "is somebody else's")
	}
	return found, err
}

var notOfASlug = regexp.MustCompile(`[^a-z0-9]+`)

// The title's words, and something that no other article has.
func toSlug(title string) string {
	words := strings.Trim(notOfASlug.ReplaceAllString(strings.ToLower(title), "-"), "-")
	return strings.TrimLeft(words+"-"+strings.ToLower(rand.Text()[:10]), "-")
}
