import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { TrackDetail, TrackList } from '#contracts';
import { OptionalLogin } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { TracksService } from './tracks.service.js';

@ApiTags('Tracks')
@Controller('tracks')
export class TracksController {
  constructor(private readonly tracks: TracksService) {}

  @Get()
  @OptionalLogin()
  @ApiOperation({ summary: 'List the tracks' })
  @Answers(200, TrackList, 'Every track; with your progress when logged in.')
  async listTracks(@MaybeCaller() caller: Caller | null): Promise<TrackList> {
    return { items: await this.tracks.list(caller) };
  }

  @Get(':slug')
  @OptionalLogin()
  @ApiOperation({
    summary: 'Read a track',
    description:
      'Logged in, each stage has a state: `complete` when every exercise has full marks, `in-progress` when one was ' +
      'judged, else `available` or, behind a stage that is not complete, `locked`. Locked is advice: every exercise ' +
      'can be opened. Progress belongs to exercises: reordering a track changes none.',
  })
  @Answers(200, TrackDetail, 'The stages in order; with your progress when logged in.')
  getTrack(
    @Param('slug', { schema: z.string().max(64) }) slug: string,
    @MaybeCaller() caller: Caller | null,
  ): Promise<TrackDetail> {
    return this.tracks.describe(slug, caller);
  }
}
