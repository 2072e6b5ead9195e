package main

import (
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"os"

	_ "github.com/lib/pq"
)

var database *sql.DB

func main() {
	var err error
	if database, err = sql.Open("postgres", os.Getenv("DATABASE_URL")+"?sslmode=disable"); err != nil {
		log.Fatal(err)
	}
	database.SetMaxOpenConns(10)
	_, err = database.Exec(`CREATE TABLE IF NOT EXISTS users (
		id bigserial PRIMARY KEY, username text NOT NULL, email text NOT NULL, password_hash text NOT NULL, bio text, image text
	)`)
	if err != nil {
		log.Fatal(err)
	}

	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		send(w, 200, map[string]string{"status": "ok"})
	})
	http.HandleFunc("POST /api/users", register)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func register(w http.ResponseWriter, r *http.Request) {
	var body struct{ User struct{ Username, Email, Password string } }
	json.NewDecoder(r.Body).Decode(&body)
	// What has to stand in password_hash, and where do tokens come from?
	_, err := database.Exec("INSERT INTO users (username, email, password_hash) VALUES ($1, $2, '')", body.User.Username, body.User.Email)
	if err != nil {
		send(w, 500, map[string]any{"errors": map[string][]string{"body": {err.Error()}}})
		return
	}
	user := map[string]any{"username": body.User.Username, "email": body.User.Email, "bio": nil, "image": nil}
	send(w, 201, map[string]any{"user": user})
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
