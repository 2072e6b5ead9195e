import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const proto = loadSync('inventory.proto', { keepCase: true, defaults: true, longs: Number });
const server = new Server();

// One method, as an example. The others are UNIMPLEMENTED.
server.addService(proto['inventory.v1.Inventory'] as ServiceDefinition, {
  GetItem(call: ServerUnaryCall<{ sku: string }, unknown>, callback: sendUnaryData<unknown>): void {
    callback({ code: status.UNIMPLEMENTED, details: `to do: tell what there is of ${call.request.sku}` });
  },
});

server.bindAsync(`127.0.0.1:${process.env.PORT}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
