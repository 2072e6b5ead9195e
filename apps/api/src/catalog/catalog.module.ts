import { Module } from '@nestjs/common';
import { SyncCatalogService } from './sync-catalog.service.js';
import { FolderFindings } from './folder-findings.js';
import { TrackShelf } from './track-shelf.js';

/** What the exercises folder brings. */
@Module({
  providers: [SyncCatalogService, TrackShelf, FolderFindings],
  exports: [TrackShelf, FolderFindings],
})
export class CatalogModule {}
