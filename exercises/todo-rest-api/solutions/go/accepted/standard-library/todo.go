package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

type todo struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Done    bool    `json:"done"`
	Project *string `json:"project"`
	version int
}

func (t *todo) etag() string { return fmt.Sprintf(`"%s.%d"`, t.ID, t.version) }

// Sets the members that a body names, and lists what is wrong with them.
func (t *todo) apply(members map[string]json.RawMessage) (mistakes []mistake) {
	for field, raw := range members {
		if message := t.set(field, raw); message != "" {
			mistakes = append(mistakes, mistake{field, message})
		}
	}
	return mistakes
}

func (t *todo) set(field string, raw json.RawMessage) (message string) {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return "has a value that cannot be read"
	}
	text, isText := value.(string)
	switch field {
	case "title":
		t.Title = strings.TrimSpace(text)
		if !isText || !hasLength(t.Title, 200) {
			return "must have 1 to 200 characters"
		}
	case "done":
		done, isBool := value.(bool)
		if !isBool {
			return "must be true or false"
		}
		t.Done = done
	case "project":
		t.Project = nil
		if value == nil {
			return ""
		}
		if !isText || !hasLength(text, 50) {
			return "must be null or have 1 to 50 characters"
		}
		t.Project = &text
	default:
		return "is not a member of a todo"
	}
	return ""
}

func hasLength(text string, most int) bool {
	return text != "" && utf8.RuneCountInString(text) <= most
}

// The todos in the order of their creation. Whoever calls holds the lock.
type store struct {
	lastID int
	todos  []*todo
}

func (s *store) add(wanted todo) *todo {
	s.lastID++
	wanted.ID, wanted.version = strconv.Itoa(s.lastID), 1
	s.todos = append(s.todos, &wanted)
	return &wanted
}

func (s *store) find(id string) *todo {
	for _, one := range s.todos {
		if one.ID == id {
			return one
		}
	}
	return nil
}

func (s *store) remove(gone *todo) {
	s.todos = slices.DeleteFunc(s.todos, func(one *todo) bool { return one == gone })
}

func (s *store) list(wanted query) []todo {
	found := []todo{} // and not nil, which JSON would call null
	for _, one := range s.todos {
		if wanted.matches(one) {
			found = append(found, *one)
		}
	}
	return found
}
