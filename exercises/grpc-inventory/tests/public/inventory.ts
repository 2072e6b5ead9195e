import { grpcClient } from '@touchstone/kit';

/** The statement's inventory.proto. */
const PROTO = `
syntax = "proto3";

package inventory.v1;

service Inventory {
  rpc GetItem(GetItemRequest) returns (Item);
  rpc Reserve(ReserveRequest) returns (Reservation);
  rpc ImportItems(stream ImportLine) returns (ImportSummary);
  rpc WatchStock(WatchStockRequest) returns (stream StockChange);
}

message GetItemRequest {
  string sku = 1;
}

message Item {
  string sku = 1;
  string name = 2;
  int32 available = 3;
  int64 revision = 4;
  int32 waiting = 5;
  int32 watchers = 6;
}

message ReserveRequest {
  string reservation_id = 1;
  string sku = 2;
  int32 quantity = 3;
  bool wait = 4;
}

message Reservation {
  string reservation_id = 1;
  string sku = 2;
  int32 quantity = 3;
  int32 remaining = 4;
}

message ImportLine {
  string sku = 1;
  string name = 2;
  int32 quantity = 3;
}

message ImportSummary {
  int32 lines = 1;
  int32 units = 2;
}

message WatchStockRequest {
  string sku = 1;
  int64 after_revision = 2;
}

message StockChange {
  int64 revision = 1;
  int32 change = 2;
  int32 available = 3;
}
`;

export const inventory = grpcClient(PROTO, 'inventory.v1.Inventory');
