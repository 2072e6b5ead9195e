package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/lib/pq"
)

// A request with what its handler needs beside it.
type request struct {
	*http.Request
	database *sql.DB
	viewer   *user // nil without a token that was given out
}

type handler func(*request) (status int, body any, err error)

type route struct {
	pattern    string
	needsToken bool
	handle     handler
}

var routes = []route{
	{"POST /api/users", false, register},
	{"POST /api/users/login", false, login},
	{"GET /api/user", true, showCurrent},
	{"PUT /api/user", true, updateCurrent},
	{"GET /api/profiles/{username}", false, showProfile},
	{"POST /api/profiles/{username}/follow", true, follow},
	{"DELETE /api/profiles/{username}/follow", true, unfollow},
	{"GET /api/articles", false, listFiltered},
	{"GET /api/articles/feed", true, listFeed},
	{"POST /api/articles", true, publish},
	{"GET /api/articles/{slug}", false, showArticle},
	{"PUT /api/articles/{slug}", true, updateArticle},
	{"DELETE /api/articles/{slug}", true, deleteArticle},
	{"GET /api/articles/{slug}/comments", false, listComments},
	{"POST /api/articles/{slug}/comments", true, addComment},
	{"DELETE /api/articles/{slug}/comments/{id}", true, deleteComment},
	{"POST /api/articles/{slug}/favorite", true, favorite},
	{"DELETE /api/articles/{slug}/favorite", true, unfavorite},
	{"GET /api/tags", false, listTags},
	{"GET /healthz", false, health},
	{"/", false, nothing},
}

func main() {
	database, err := openDatabase(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, one := range routes {
		mux.Handle(one.pattern, one.answering(database))
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), observed(mux)))
}

func (one route) answering(database *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, body, err := one.call(&request{Request: r, database: database})
		if err != nil {
			status, body = explain(err)
		}
		if body == nil {
			w.WriteHeader(status)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
}

func (one route) call(r *request) (status int, body any, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		if r.viewer, err = findViewer(r); err != nil {
			return 0, nil, err
		}
	}
	if one.needsToken && r.viewer == nil {
		return 0, nil, refuse(401, "token", "is missing or invalid")
	}
	return one.handle(r)
}

// What a client is told of an error. The log is told of those that nobody foresaw.
func explain(err error) (status int, body any) {
	var refused *refusal
	var failed *pq.Error
	switch {
	case errors.As(err, &refused):
	case errors.As(err, &failed) && failed.Code.Name() == "unique_violation":
		field := regexp.MustCompile("username|email|slug").FindString(failed.Constraint)
		refused = refuse(422, field, "is already taken")
	default:
		log.Print(err)
		refused = refuse(500, "body", "something went wrong")
	}
	return refused.status, map[string]any{"errors": map[string][]string{refused.field: {refused.text}}}
}

func health(r *request) (int, any, error) {
	answered := make(chan error, 1)
	go func() {
		_, err := r.database.Exec("SELECT 1")
		answered <- err
	}()
	select {
	case err := <-answered:
		if err == nil {
			return 200, map[string]string{"status": "ok"}, nil
		}
	case <-time.After(time.Second): // a database that is gone answers nothing, not even an error
	}
	return 503, map[string]string{"status": "the database does not answer"}, nil
}

func nothing(*request) (int, any, error) {
	return 0, nil, refuse(404, "path", "is unknown")
}

var properID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Remembers the status that is sent.
type witness struct {
	http.ResponseWriter
	status int
}

func (w *witness) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Names each request, and writes a line about it.
func observed(next http.Handler) http.Handler {
	lines := log.New(os.Stdout, "", 0)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		startedAt := time.Now()
		id := r.Header.Get("X-Request-Id")
		if !properID.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set("X-Request-Id", id)
		seen := &witness{w, 200}
		next.ServeHTTP(seen, r)
		path, _, _ := strings.Cut(r.RequestURI, "?")
		line, _ := json.Marshal(map[string]any{
			"requestId": id, "method": r.Method, "path": path, "status": seen.status,
			"durationMs": time.Since(startedAt).Milliseconds(),
		})
		lines.Print(string(line))
	})
}
