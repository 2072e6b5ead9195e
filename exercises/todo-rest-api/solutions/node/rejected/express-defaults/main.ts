import express from 'express';

const app = express();
app.use(express.json({ type: () => true }));

let todos: any[] = [];
let nextId = 1;

app.get('/todos', (req, res) => {
  const { project, done, limit = 20, offset = 0 } = req.query as any;
  let found = todos;
  if (project) found = found.filter((t) => t.project === project);
  if (done) found = found.filter((t) => String(t.done) === done);
  res.json({ items: found.slice(+offset, +offset + +limit), total: found.length });
});

app.post('/todos', (req, res) => {
  const { title, done = false, project = null } = req.body;
  if (!title) {
    res.json({ error: 'title is required' });
    return;
  }
  const todo = { id: String(nextId++), title: title.trim(), done, project };
  todos.push(todo);
  res.json(todo);
});

app.get('/todos/:id', (req, res) => {
  const todo = todos.find((t) => t.id === req.params.id);
  if (!todo) {
    res.json({ error: 'not found' });
    return;
  }
  res.json(todo);
});

app.put('/todos/:id', (req, res) => {
  const todo = todos.find((t) => t.id === req.params.id);
  if (!todo) {
    res.json({ error: 'not found' });
    return;
  }
  todo.title = req.body.title;
  todo.done = req.body.done ?? false;
  todo.project = req.body.project ?? null;
  res.json(todo);
});

app.patch('/todos/:id', (req, res) => {
  const todo = todos.find((t) => t.id === req.params.id);
  if (!todo) {
    res.json({ error: 'not found' });
    return;
  }
  Object.assign(todo, req.body);
  res.json(todo);
});

app.delete('/todos/:id', (req, res) => {
  todos = todos.filter((t) => t.id !== req.params.id);
  res.json({ message: 'deleted' });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
