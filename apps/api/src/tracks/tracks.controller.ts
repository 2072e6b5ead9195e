import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Refusal, TrackDetail, TrackList } from '#contracts';
import { ExercisesService } from '../exercises/exercises.service.js';
import { OptionalLogin, Public } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { TrackShelf } from '../catalog/track-shelf.js';
import { toTrackDetail, toTrackSummary } from './track-views.js';

@ApiTags('Tracks')
@Controller('tracks')
export class TracksController {
  constructor(
    private readonly shelf: TrackShelf,
    private readonly exercises: ExercisesService,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'List the tracks' })
  @Answers(200, TrackList, 'Every track.')
  listTracks(): TrackList {
    return { items: this.shelf.list().map(toTrackSummary) };
  }

  @Get(':slug')
  @OptionalLogin()
  @ApiOperation({ summary: 'Read a track' })
  @Answers(200, TrackDetail, 'The stages in order; with your progress when logged in.')
  async getTrack(
    @Param('slug', { schema: z.string().max(64) }) slug: string,
    @MaybeCaller() caller: Caller | null,
  ): Promise<TrackDetail> {
    const track = this.shelf.find(slug);
    if (track === null)
      throw new Refusal('not-found', 'There is no such track: GET /api/v1/tracks lists them.');
    return toTrackDetail(track, await this.exercises.list(caller));
  }
}
