package main

import "strings"

// What a request is refused with, as RFC 9457 has it.
type problem struct {
	Type   string    `json:"type"`
	Title  string    `json:"title"`
	Status int       `json:"status"`
	Errors []mistake `json:"errors,omitempty"`
	header map[string]string
}

type mistake struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (p *problem) Error() string { return p.Title }

func refuse(status int, title string) *problem {
	return &problem{Type: "about:blank", Title: title, Status: status}
}

func notAllowed(methods []string) *problem {
	refusal := refuse(405, "This method is not allowed here")
	refusal.header = map[string]string{"Allow": strings.Join(methods, ", ")}
	return refusal
}

func invalid(mistakes []mistake) *problem {
	refusal := refuse(422, "This is not a valid todo")
	refusal.Errors = mistakes
	return refusal
}
