package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// An answer that is not what was asked for.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

var properName = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

func main() {
	http.HandleFunc("GET /healthz", handle(health))
	http.HandleFunc("PUT /limits/{name}", handle(define))
	http.HandleFunc("GET /limits/{name}", handle(read))
	http.HandleFunc("POST /limits/{name}/take", handle(take))
	http.HandleFunc("/", handle(nothing))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

// Sends what a route answers. What it fails with and nobody foresaw is Redis.
func handle(route func(http.ResponseWriter, *http.Request) (int, any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, body, err := route(w, r)
		if err != nil {
			status, body = 503, map[string]string{"error": "the store does not answer"}
		}
		var refused *refusal
		if errors.As(err, &refused) {
			status, body = refused.status, map[string]string{"error": refused.text}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
}

func health(http.ResponseWriter, *http.Request) (int, any, error) {
	return 200, map[string]string{"status": "ok"}, nil
}

func nothing(http.ResponseWriter, *http.Request) (int, any, error) {
	return 0, nil, &refusal{404, "there is nothing at this path"}
}

func define(_ http.ResponseWriter, r *http.Request) (int, any, error) {
	var sent struct{ Limit, WindowMs *int }
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
		return 0, nil, &refusal{400, "the body must be a JSON object, its numbers whole"}
	}
	name := r.PathValue("name")
	if !properName.MatchString(name) || !isWithin(sent.Limit, 1, 1000) || !isWithin(sent.WindowMs, 100, 3_600_000) {
		return 0, nil, &refusal{400, "limit must be an integer 1-1000, windowMs one of 100-3600000"}
	}
	limit := limit{name, *sent.Limit, *sent.WindowMs}
	return 200, limit, storeLimit(limit)
}

func read(_ http.ResponseWriter, r *http.Request) (int, any, error) {
	found, err := findLimit(r.PathValue("name"))
	return 200, found, err
}

func take(w http.ResponseWriter, r *http.Request) (int, any, error) {
	var sent struct{ Key string }
	err := json.NewDecoder(r.Body).Decode(&sent)
	if length := utf8.RuneCountInString(sent.Key); err != nil || length < 1 || length > 200 {
		return 0, nil, &refusal{400, "key must be a string of 1-200 characters"}
	}
	decision, err := decide(r.PathValue("name"), sent.Key)
	if err != nil {
		return 0, nil, err
	}
	w.Header().Set("RateLimit-Limit", strconv.Itoa(decision.limit))
	w.Header().Set("RateLimit-Remaining", strconv.Itoa(decision.remaining))
	w.Header().Set("RateLimit-Reset", toSeconds(decision.resetMs))
	status := 200
	if !decision.allowed {
		status = 429
		w.Header().Set("Retry-After", toSeconds(decision.retryAfterMs))
	}
	return status, map[string]any{"allowed": decision.allowed, "remaining": decision.remaining}, nil
}

func isWithin(value *int, least, most int) bool {
	return value != nil && *value >= least && *value <= most
}

// Rounded up: a client that waits that long gets in.
func toSeconds(ms int) string { return strconv.Itoa((ms + 999) / 1000) }
