package main

import (
	"database/sql"
	"encoding/json"
	"errors"
)

const schema = `
CREATE TABLE IF NOT EXISTS users (
  id bigserial PRIMARY KEY, username text NOT NULL UNIQUE, email text NOT NULL UNIQUE,
  password_hash text NOT NULL, bio text, image text
);
CREATE TABLE IF NOT EXISTS tokens (hash text PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
CREATE TABLE IF NOT EXISTS follows (
  follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
);
CREATE TABLE IF NOT EXISTS articles (
  id bigserial PRIMARY KEY, slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
  title text NOT NULL, description text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS articles_by_age ON articles (created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS articles_by_tag ON articles USING gin (tags);
CREATE TABLE IF NOT EXISTS favorites (
  article_id bigint REFERENCES articles ON DELETE CASCADE, user_id bigint REFERENCES users, PRIMARY KEY (article_id, user_id)
);
CREATE TABLE IF NOT EXISTS comments (
  id serial PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE,
  author_id bigint NOT NULL REFERENCES users, body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);`

// What everybody sees of a user u, and of an article a by u; $1 is the viewer, or null.
const (
	profile = `json_build_object('username', u.username, 'bio', u.bio, 'image', u.image, 'following',
  EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = u.id))`
	summary = `'slug', a.slug, 'title', a.title, 'description', a.description, 'tagList', a.tags,
  'createdAt', a.created_at, 'updatedAt', a.updated_at,
  'favorited', EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = $1::bigint),
  'favoritesCount', (SELECT count(*) FROM favorites f WHERE f.article_id = a.id), 'author', ` + profile
	comment = `json_build_object('id', c.id, 'body', c.body, 'createdAt', c.created_at, 'updatedAt', c.updated_at, 'author', ` + profile + `)`
)

func openDatabase(url string) (*sql.DB, error) {
	database, err := sql.Open("postgres", url+"?sslmode=disable")
	if err != nil {
		return nil, err
	}
	database.SetMaxOpenConns(10)
	database.SetMaxIdleConns(10)
	_, err = database.Exec(schema)
	return database, err
}

func (r *request) viewerID() any {
	if r.viewer == nil {
		return nil
	}
	return r.viewer.id
}

func (r *request) run(query string, values ...any) error {
	_, err := r.database.Exec(query, values...)
	return err
}

// The one column of the one row of a query, which is JSON, within the member that is named; 404 without a row.
func (r *request) document(member, query string, values ...any) (any, error) {
	var found json.RawMessage
	err := r.database.QueryRow(query, values...).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, refuse(404, member, "is unknown")
	}
	return map[string]any{member: found}, err
}
