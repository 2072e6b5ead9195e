package main

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

const cost = 10

// For an address that nobody has: comparing with it takes as long as with a real one.
var nobody, _ = bcrypt.GenerateFromPassword([]byte("nobody has this password"), cost)

const columns = `u.id, u.username, u.email, u.password_hash, u.bio, u.image`

type user struct {
	id                    int64
	username, email, hash string
	bio, image            *string
}

func scanUser(row *sql.Row) (*user, error) {
	var u user
	err := row.Scan(&u.id, &u.username, &u.email, &u.hash, &u.bio, &u.image)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &u, err
}

func (u *user) shown(token string) any {
	return map[string]any{"user": map[string]any{
		"username": u.username, "email": u.email, "bio": u.bio, "image": u.image, "token": token,
	}}
}

func register(r *request) (int, any, error) {
	given := r.member("user")
	username, email, hash := given.text("username"), given.text("email"), given.password("password")
	if given.err != nil {
		return 0, nil, given.err
	}
	created, err := scanUser(r.database.QueryRow(
		`INSERT INTO users AS u (username, email, password_hash) VALUES ($1, $2, $3) RETURNING `+columns, username, email, hash,
	))
	if err != nil {
		return 0, nil, err
	}
	token, err := r.issueToken(created)
	return 201, created.shown(token), err
}

func login(r *request) (int, any, error) {
	given := r.member("user")
	email, password := given.text("email"), given.text("password")
	if given.err != nil {
		return 0, nil, given.err
	}
	found, err := scanUser(r.database.QueryRow(`SELECT `+columns+` FROM users u WHERE u.email = $1`, email))
	if err != nil {
		return 0, nil, err
	}
	hash := nobody
	if found != nil {
		hash = []byte(found.hash)
	}
	if bcrypt.CompareHashAndPassword(hash, []byte(password)) != nil || found == nil {
		return 0, nil, refuse(401, "email or password", "is invalid")
	}
	token, err := r.issueToken(found)
	return 200, found.shown(token), err
}

func showCurrent(r *request) (int, any, error) {
	return 200, r.viewer.shown(r.token()), nil
}

func updateCurrent(r *request) (int, any, error) {
	given, before := r.member("user"), r.viewer
	username, email := given.textOr("username", before.username), given.textOr("email", before.email)
	bio, image := given.looseTextOr("bio", before.bio), given.looseTextOr("image", before.image)
	hash := before.hash
	if _, isGiven := given.given["password"]; isGiven {
		hash = given.password("password")
	}
	if given.err != nil {
		return 0, nil, given.err
	}
	changed, err := scanUser(r.database.QueryRow(
		`UPDATE users u SET username = $2, email = $3, password_hash = $4, bio = $5, image = $6 WHERE id = $1 RETURNING `+columns,
		before.id, username, email, hash, bio, image,
	))
	if err != nil {
		return 0, nil, err
	}
	return 200, changed.shown(r.token()), nil
}

func showProfile(r *request) (int, any, error) {
	body, err := r.document("profile", `SELECT `+profile+` FROM users u WHERE u.username = $2`, r.viewerID(), r.part("username"))
	return 200, body, err
}

func follow(r *request) (int, any, error) {
	query := `INSERT INTO follows SELECT $1::bigint, id FROM users WHERE username = $2 ON CONFLICT DO NOTHING`
	if err := r.run(query, r.viewer.id, r.part("username")); err != nil {
		return 0, nil, err
	}
	return showProfile(r)
}

func unfollow(r *request) (int, any, error) {
	query := `DELETE FROM follows USING users u WHERE follower_id = $1 AND followee_id = u.id AND u.username = $2`
	if err := r.run(query, r.viewer.id, r.part("username")); err != nil {
		return 0, nil, err
	}
	return showProfile(r)
}

// The hash of a password that is given. bcrypt looks at 72 bytes and says so.
func (m *member) password(name string) string {
	hash, err := bcrypt.GenerateFromPassword([]byte(m.text(name)), cost)
	if err != nil {
		m.fail(name, "is too long")
	}
	return string(hash)
}

// A token is random. The database has its hash, and a fast one will do: nobody guesses 128 bits.
func (r *request) issueToken(owner *user) (string, error) {
	token := rand.Text()
	return token, r.run(`INSERT INTO tokens VALUES ($1, $2)`, hashToken(token), owner.id)
}

func hashToken(token string) string {
	hash := sha256.Sum256([]byte(token))
	return hex.EncodeToString(hash[:])
}

func (r *request) token() string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Token ")
	return token
}

func findViewer(r *request) (*user, error) {
	query := `SELECT ` + columns + ` FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = $1`
	return scanUser(r.database.QueryRow(query, hashToken(r.token())))
}
