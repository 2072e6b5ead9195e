package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

// Works only when the program has the standard library of this very version and not the manners of an older one.
func main() {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s /%s", r.Method, r.PathValue("name"))
	})
	answer := httptest.NewRecorder()
	routes.ServeHTTP(answer, httptest.NewRequest("GET", "/a", nil))
	fmt.Println(answer.Body.String())
}
