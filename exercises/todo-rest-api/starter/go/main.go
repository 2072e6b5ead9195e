package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
)

type Todo struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Done    bool    `json:"done"`
	Project *string `json:"project"`
}

var (
	mutex  sync.Mutex // every request runs in a goroutine of its own
	todos  = map[string]Todo{}
	lastID = 0
)

func main() {
	http.HandleFunc("POST /todos", create)
	http.HandleFunc("GET /todos/{id}", read)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		send(w, 404, map[string]string{"message": "not found"})
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func create(w http.ResponseWriter, r *http.Request) {
	mutex.Lock()
	defer mutex.Unlock()
	var todo Todo
	json.NewDecoder(r.Body).Decode(&todo)
	lastID++
	todo.ID = strconv.Itoa(lastID)
	todos[todo.ID] = todo
	send(w, 200, todo) // Is 200 the right answer to a creation? And where is the new todo?
}

func read(w http.ResponseWriter, r *http.Request) {
	mutex.Lock()
	defer mutex.Unlock()
	todo, found := todos[r.PathValue("id")]
	if !found {
		send(w, 404, map[string]string{"message": "not found"})
		return
	}
	send(w, 200, todo)
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
