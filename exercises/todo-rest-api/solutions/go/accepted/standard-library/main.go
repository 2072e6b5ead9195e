package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
)

const (
	jsonType    = "application/json"
	patchType   = "application/merge-patch+json"
	problemType = "application/problem+json"
)

var (
	ofCollection = []string{"GET", "HEAD", "POST"}
	ofItem       = []string{"GET", "HEAD", "PUT", "PATCH", "DELETE"}
)

type service struct {
	mutex sync.Mutex
	todos store
}

// An answer that is not an error. Its body is a copy, since it is sent when others may change the todos again; without one
// nothing is sent but status and header.
type answer struct {
	status int
	header map[string]string
	body   any
}

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), &service{}))
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone
	}
	found, err := s.answer(r, body)
	var refusal *problem
	if errors.As(err, &refusal) {
		send(w, refusal.Status, refusal.header, problemType, refusal)
		return
	}
	send(w, found.status, found.header, jsonType, found.body)
}

// One request at a time sees and changes the todos. Its body has arrived by now.
func (s *service) answer(r *http.Request, body []byte) (answer, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if r.URL.Path == "/todos" {
		return s.onCollection(r, body)
	}
	id, isItem := strings.CutPrefix(r.URL.Path, "/todos/")
	if !isItem || strings.Contains(id, "/") {
		return answer{}, refuse(404, "There is nothing at this path")
	}
	return s.onItem(id, r, body)
}

func (s *service) onCollection(r *http.Request, body []byte) (answer, error) {
	switch r.Method {
	case "POST":
		return s.create(r, body)
	case "GET", "HEAD":
		return s.list(r)
	}
	return answer{}, notAllowed(ofCollection)
}

func (s *service) onItem(id string, r *http.Request, body []byte) (answer, error) {
	found := s.todos.find(id)
	if found == nil {
		return answer{}, refuse(404, "There is no todo with this id")
	}
	switch r.Method {
	case "GET", "HEAD":
		return read(found, r)
	case "PUT":
		return replace(found, r, body)
	case "PATCH":
		return patch(found, r, body)
	case "DELETE":
		if err := requireMatch(found, r); err != nil {
			return answer{}, err
		}
		s.todos.remove(found)
		return answer{status: 204}, nil
	}
	return answer{}, notAllowed(ofItem)
}

func (s *service) create(r *http.Request, body []byte) (answer, error) {
	wanted, err := wholeTodo(r, body)
	if err != nil {
		return answer{}, err
	}
	created := s.todos.add(wanted)
	header := map[string]string{"Location": "/todos/" + created.ID, "ETag": created.etag()}
	return answer{201, header, *created}, nil
}

func (s *service) list(r *http.Request) (answer, error) {
	wanted, err := parseQuery(r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	found := s.todos.list(wanted)
	first := min(wanted.offset, len(found))
	last := min(first+wanted.limit, len(found))
	return answer{200, nil, map[string]any{"items": found[first:last], "total": len(found)}}, nil
}

func read(found *todo, r *http.Request) (answer, error) {
	known, isConditional := headerList(r, "If-None-Match")
	for i, tag := range known {
		known[i] = strings.TrimPrefix(tag, "W/")
	}
	header := map[string]string{"ETag": found.etag()}
	if isConditional && found.isOneOf(known) {
		return answer{304, header, nil}, nil
	}
	return answer{200, header, *found}, nil
}

func replace(found *todo, r *http.Request, body []byte) (answer, error) {
	wanted, err := wholeTodo(r, body)
	if err != nil {
		return answer{}, err
	}
	if _, isConditional := headerList(r, "If-Match"); !isConditional {
		return answer{}, refuse(428, "Say with If-Match which version you replace")
	}
	return change(found, wanted, r)
}

func patch(found *todo, r *http.Request, body []byte) (answer, error) {
	members, err := readMembers(r, body, patchType, jsonType)
	if err != nil {
		return answer{}, err
	}
	wanted := *found
	if mistakes := wanted.apply(members); len(mistakes) > 0 {
		return answer{}, invalid(mistakes)
	}
	return change(found, wanted, r)
}

// Whatever was wanted, id and version are not a client's to choose.
func change(found *todo, wanted todo, r *http.Request) (answer, error) {
	if err := requireMatch(found, r); err != nil {
		return answer{}, err
	}
	wanted.ID, wanted.version = found.ID, found.version+1
	*found = wanted
	return answer{200, map[string]string{"ETag": found.etag()}, *found}, nil
}

func requireMatch(found *todo, r *http.Request) error {
	wanted, isConditional := headerList(r, "If-Match")
	if isConditional && !found.isOneOf(wanted) {
		return refuse(412, "The todo has changed since you read it")
	}
	return nil
}

func headerList(r *http.Request, name string) (values []string, isThere bool) {
	for _, line := range r.Header.Values(name) {
		for value := range strings.SplitSeq(line, ",") {
			values = append(values, strings.TrimSpace(value))
		}
	}
	return values, len(values) > 0
}

func (t *todo) isOneOf(tags []string) bool {
	return slices.Contains(tags, "*") || slices.Contains(tags, t.etag())
}

func send(w http.ResponseWriter, status int, header map[string]string, contentType string, body any) {
	for name, value := range header {
		w.Header().Set(name, value)
	}
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
