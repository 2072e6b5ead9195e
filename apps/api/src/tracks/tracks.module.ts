import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ExercisesModule } from '../exercises/exercises.module.js';
import { TracksController } from './tracks.controller.js';

@Module({ imports: [CatalogModule, ExercisesModule], controllers: [TracksController] })
export class TracksModule {}
