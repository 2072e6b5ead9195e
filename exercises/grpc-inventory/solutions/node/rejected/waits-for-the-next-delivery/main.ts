import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { methods } from './methods.ts';

const proto = loadSync('inventory.proto', { keepCase: true, defaults: true, longs: Number });
const server = new Server({ 'grpc.max_receive_message_length': 64 * 1024 });
server.addService(proto['inventory.v1.Inventory'] as ServiceDefinition, methods);
server.bindAsync(`127.0.0.1:${process.env.PORT}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
