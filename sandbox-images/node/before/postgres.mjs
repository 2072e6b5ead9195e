// Imported while there are no files yet: what reaches the database beside it.
import 'pg';
