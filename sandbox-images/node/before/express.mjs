// Imported while there are no files yet: what four of five starters of exercises with a database, a cache or a broker answer requests with.
// Of those without, half do without it.
import 'express';
