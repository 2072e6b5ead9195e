import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { TracksController } from './tracks.controller.js';
import { TracksService } from './tracks.service.js';

@Module({ imports: [CatalogModule], controllers: [TracksController], providers: [TracksService] })
export class TracksModule {}
