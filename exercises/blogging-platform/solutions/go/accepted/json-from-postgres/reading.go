package main

import (
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An answer that is not what was asked for: the status, the field that is wrong, and a sentence about it.
type refusal struct {
	status      int
	field, text string
}

func (r *refusal) Error() string { return r.field + " " + r.text }

func refuse(status int, field, text string) *refusal { return &refusal{status, field, text} }

// The object in which a body wraps what it is about. What is read from it is right unless there is an err.
type member struct {
	given map[string]json.RawMessage
	err   error
}

func (r *request) member(name string) *member {
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || !json.Valid(data) {
		return &member{err: refuse(400, "body", "is not JSON")}
	}
	var body, found map[string]json.RawMessage
	if json.Unmarshal(data, &body) != nil || json.Unmarshal(body[name], &found) != nil || found == nil {
		return &member{err: refuse(422, name, "must be an object")}
	}
	return &member{given: found}
}

func (m *member) fail(name, text string) {
	if m.err == nil {
		m.err = refuse(422, name, text)
	}
}

func (m *member) text(name string) string { return m.textIn(name, m.given[name]) }

func (m *member) textIn(name string, raw json.RawMessage) string {
	var value *string
	if json.Unmarshal(raw, &value) != nil || value == nil || strings.TrimSpace(*value) == "" {
		m.fail(name, "can't be blank")
		return ""
	}
	return m.storable(name, *value)
}

// The text that is given, or what there was before.
func (m *member) textOr(name, before string) string {
	if _, isGiven := m.given[name]; !isGiven {
		return before
	}
	return m.text(name)
}

// A text that may be empty or null.
func (m *member) looseTextOr(name string, before *string) *string {
	raw, isGiven := m.given[name]
	if !isGiven {
		return before
	}
	var value *string
	if json.Unmarshal(raw, &value) != nil {
		m.fail(name, "must be a string")
	}
	if value != nil {
		m.storable(name, *value)
	}
	return value
}

// Each tag once.
func (m *member) tags() []string {
	found := []string{}
	raw, isGiven := m.given["tagList"]
	if !isGiven {
		return found
	}
	var tags []json.RawMessage
	if json.Unmarshal(raw, &tags) != nil {
		m.fail("tagList", "must be a list")
	}
	for _, tag := range tags {
		if text := m.textIn("tagList", tag); !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}

// PostgreSQL stores every character but this one.
func (m *member) storable(name, text string) string {
	if strings.Contains(text, "\x00") {
		m.fail(name, "must not hold U+0000")
	}
	return text
}

// What cannot be stored becomes a character that nothing is named with.
func searchable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

func (r *request) part(name string) string { return searchable(r.PathValue(name)) }

func (r *request) query(name string) *string {
	values := r.URL.Query()
	if !values.Has(name) {
		return nil
	}
	value := searchable(values.Get(name))
	return &value
}

var digits = regexp.MustCompile(`^[0-9]{1,9}$`)

func (r *request) whole(name string, absent int) (int, error) {
	value := r.query(name)
	if value == nil {
		return absent, nil
	}
	if !digits.MatchString(*value) {
		return 0, refuse(422, name, "must be a whole number")
	}
	return strconv.Atoi(*value)
}
