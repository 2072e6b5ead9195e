package main

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func wholeTodo(r *http.Request, body []byte) (todo, error) {
	members, err := readMembers(r, body, jsonType)
	if err != nil {
		return todo{}, err
	}
	var whole todo
	mistakes := whole.apply(members)
	if _, isThere := members["title"]; !isThere {
		mistakes = append(mistakes, mistake{"title", "is required"})
	}
	if len(mistakes) > 0 {
		return todo{}, invalid(mistakes)
	}
	return whole, nil
}

func readMembers(r *http.Request, body []byte, types ...string) (map[string]json.RawMessage, error) {
	sent, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !slices.Contains(types, sent) {
		return nil, refuse(415, "Send "+strings.Join(types, " or "))
	}
	if !json.Valid(body) {
		return nil, refuse(400, "The body is not JSON")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return nil, refuse(422, "A todo is an object")
	}
	return members, nil
}

type query struct {
	project, done *string
	limit, offset int
}

func (q query) matches(one *todo) bool {
	if q.done != nil && *q.done != strconv.FormatBool(one.Done) {
		return false
	}
	return q.project == nil || one.Project != nil && *one.Project == *q.project
}

func parseQuery(values url.Values) (found query, err error) {
	if found.limit, err = parseNumber(values, "limit", 20, 1, 100); err != nil {
		return found, err
	}
	if found.offset, err = parseNumber(values, "offset", 0, 0, 1e15); err != nil {
		return found, err
	}
	found.project, found.done = parseText(values, "project"), parseText(values, "done")
	if found.done != nil && *found.done != "true" && *found.done != "false" {
		return found, refuse(400, "done must be true or false")
	}
	return found, nil
}

func parseText(values url.Values, name string) *string {
	if !values.Has(name) {
		return nil
	}
	text := values.Get(name)
	return &text
}

var digits = regexp.MustCompile(`^[0-9]{1,15}$`)

func parseNumber(values url.Values, name string, absent, least, most int) (int, error) {
	if !values.Has(name) {
		return absent, nil
	}
	text := values.Get(name)
	number, err := strconv.Atoi(text)
	if err != nil || !digits.MatchString(text) || number < least || number > most {
		return 0, refuse(400, fmt.Sprintf("%s must be a whole number from %d to %d", name, least, most))
	}
	return number, nil
}
