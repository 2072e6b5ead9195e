// Imported while there are no files yet: what reaches the Redis beside it.
import 'ioredis';
