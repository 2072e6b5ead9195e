import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { LiveModule } from '../live/live.module.js';
import { BoardDesk } from './board-desk.service.js';
import { BoardKeeper } from './board-keeper.service.js';
import { BoardWatchService } from './board-watch.service.js';
import { CohortBoardController } from './cohort-board.controller.js';
import { CountedBoards } from './counted-boards.service.js';
import { ExerciseBoardController } from './exercise-board.controller.js';
import { FindBoardService } from './find-board.service.js';
import { LeaderboardService } from './leaderboard.service.js';
import { OpenBoards } from './open-boards.service.js';
import { StandingCounter } from './standing-counter.service.js';
import { TrackBoardController } from './track-board.controller.js';

@Module({
  imports: [CatalogModule, CohortsModule, LiveModule],
  controllers: [CohortBoardController, TrackBoardController, ExerciseBoardController],
  providers: [
    FindBoardService,
    StandingCounter,
    BoardKeeper,
    CountedBoards,
    OpenBoards,
    LeaderboardService,
    BoardWatchService,
    BoardDesk,
  ],
  exports: [FindBoardService],
})
export class BoardsModule {}
