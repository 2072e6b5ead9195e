# Made from inventory.proto by a compiler of protocol buffers: do not edit.
from google.protobuf import descriptor_pool
from google.protobuf.internal import builder

DESCRIPTOR = descriptor_pool.Default().AddSerializedFile(
    b'\n\x0finventory.proto\x12\x0cinventory.v1"\x1d\n\x0eGetIt'
    b'emRequest\x12\x0b\n\x03sku\x18\x01 \x01(\t"i\n\x04Item\x12\x0b\n\x03sku\x18\x01 '
    b'\x01(\t\x12\x0c\n\x04name\x18\x02 \x01(\t\x12\x11\n\tavailable\x18\x03 \x01(\x05\x12\x10\n\x08'
    b'revision\x18\x04 \x01(\x03\x12\x0f\n\x07waiting\x18\x05 \x01(\x05\x12\x10\n\x08watch'
    b'ers\x18\x06 \x01(\x05"U\n\x0eReserveRequest\x12\x16\n\x0ereservati'
    b'on_id\x18\x01 \x01(\t\x12\x0b\n\x03sku\x18\x02 \x01(\t\x12\x10\n\x08quantity\x18\x03 \x01'
    b'(\x05\x12\x0c\n\x04wait\x18\x04 \x01(\x08"W\n\x0bReservation\x12\x16\n\x0ereser'
    b'vation_id\x18\x01 \x01(\t\x12\x0b\n\x03sku\x18\x02 \x01(\t\x12\x10\n\x08quantity'
    b'\x18\x03 \x01(\x05\x12\x11\n\tremaining\x18\x04 \x01(\x05"9\n\nImportLine\x12'
    b'\x0b\n\x03sku\x18\x01 \x01(\t\x12\x0c\n\x04name\x18\x02 \x01(\t\x12\x10\n\x08quantity\x18\x03'
    b' \x01(\x05"-\n\rImportSummary\x12\r\n\x05lines\x18\x01 \x01(\x05\x12\r\n\x05'
    b'units\x18\x02 \x01(\x05"8\n\x11WatchStockRequest\x12\x0b\n\x03sku\x18'
    b'\x01 \x01(\t\x12\x16\n\x0eafter_revision\x18\x02 \x01(\x03"B\n\x0bStockCh'
    b'ange\x12\x10\n\x08revision\x18\x01 \x01(\x03\x12\x0e\n\x06change\x18\x02 \x01(\x05\x12\x11'
    b'\n\tavailable\x18\x03 \x01(\x052\xa0\x02\n\tInventory\x12;\n\x07GetIt'
    b'em\x12\x1c.inventory.v1.GetItemRequest\x1a\x12.inven'
    b'tory.v1.Item\x12B\n\x07Reserve\x12\x1c.inventory.v1.R'
    b'eserveRequest\x1a\x19.inventory.v1.Reservation'
    b'\x12F\n\x0bImportItems\x12\x18.inventory.v1.ImportLin'
    b'e\x1a\x1b.inventory.v1.ImportSummary(\x01\x12J\n\nWatc'
    b'hStock\x12\x1f.inventory.v1.WatchStockRequest\x1a'
    b'\x19.inventory.v1.StockChange0\x01b\x06proto3'
)
builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, globals())
builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'inventory_pb2', globals())
