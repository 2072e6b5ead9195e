# Made from inventory.proto by a compiler of protocol buffers: do not edit.
import grpc

import inventory_pb2


class InventoryServicer:
    def GetItem(self, request, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details('Method not implemented!')
        raise NotImplementedError('Method not implemented!')

    def Reserve(self, request, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details('Method not implemented!')
        raise NotImplementedError('Method not implemented!')

    def ImportItems(self, request_iterator, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details('Method not implemented!')
        raise NotImplementedError('Method not implemented!')

    def WatchStock(self, request, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details('Method not implemented!')
        raise NotImplementedError('Method not implemented!')


def add_InventoryServicer_to_server(servicer, server):
    rpc_method_handlers = {
        'GetItem': grpc.unary_unary_rpc_method_handler(
            servicer.GetItem,
            request_deserializer=inventory_pb2.GetItemRequest.FromString,
            response_serializer=inventory_pb2.Item.SerializeToString,
        ),
        'Reserve': grpc.unary_unary_rpc_method_handler(
            servicer.Reserve,
            request_deserializer=inventory_pb2.ReserveRequest.FromString,
            response_serializer=inventory_pb2.Reservation.SerializeToString,
        ),
        'ImportItems': grpc.stream_unary_rpc_method_handler(
            servicer.ImportItems,
            request_deserializer=inventory_pb2.ImportLine.FromString,
            response_serializer=inventory_pb2.ImportSummary.SerializeToString,
        ),
        'WatchStock': grpc.unary_stream_rpc_method_handler(
            servicer.WatchStock,
            request_deserializer=inventory_pb2.WatchStockRequest.FromString,
            response_serializer=inventory_pb2.StockChange.SerializeToString,
        ),
    }
    generic_handler = grpc.method_handlers_generic_handler('inventory.v1.Inventory', rpc_method_handlers)
    server.add_generic_rpc_handlers((generic_handler,))
