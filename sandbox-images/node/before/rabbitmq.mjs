// Imported while there are no files yet: what reaches the broker beside it.
import 'amqplib';
