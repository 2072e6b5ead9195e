import { Module } from '@nestjs/common';
import { SyncCatalogService } from './sync-catalog.service.js';
import { TrackShelf } from './track-shelf.js';

/** What the exercises folder brings. */
@Module({ providers: [SyncCatalogService, TrackShelf], exports: [TrackShelf] })
export class CatalogModule {}
