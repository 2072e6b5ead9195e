import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ExerciseDetail,
  ExerciseList,
  ExerciseSlug,
  PublishedVersion,
  PublishExerciseRequest,
  Starter,
} from '#contracts';
import { OptionalLogin, Public, Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { Refuses } from '../http/refuses.js';
import { ExercisesService } from './exercises.service.js';
import { PublishingService } from './publishing.service.js';

const StarterQuery = z.strictObject({ runtime: z.string().max(32) });

@ApiTags('Exercises')
@Controller('exercises')
export class ExercisesController {
  constructor(
    private readonly exercises: ExercisesService,
    private readonly publishing: PublishingService,
  ) {}

  @Get()
  @OptionalLogin()
  @ApiOperation({ summary: 'List the exercises' })
  @Answers(200, ExerciseList, 'Every exercise, by slug; with your best scores when logged in.')
  async listExercises(@MaybeCaller() caller: Caller | null): Promise<ExerciseList> {
    return { items: await this.exercises.list(caller) };
  }

  @Get(':slug')
  @OptionalLogin()
  @ApiOperation({ summary: 'Read an exercise' })
  @Answers(200, ExerciseDetail, 'Statement, hints, limits, public tests and what the sandbox offers.')
  getExercise(
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @MaybeCaller() caller: Caller | null,
  ): Promise<ExerciseDetail> {
    return this.exercises.describe(slug, caller);
  }

  @Get(':slug/starter')
  @Public()
  @ApiOperation({ summary: 'Get the files to start from' })
  @Answers(200, Starter, 'The starter of one runtime.')
  @Refuses('unknown-runtime')
  getStarter(
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: StarterQuery }) { runtime }: z.infer<typeof StarterQuery>,
  ): Promise<Starter> {
    return this.exercises.readStarter(slug, runtime);
  }

  @Put(':slug')
  @Staff()
  @ApiOperation({
    summary: 'Publish an exercise folder',
    description:
      'For instructors. The folder is linted as a whole; a mistake anywhere is a 422 whose `errors` name file, line ' +
      'and column, and nothing is published. A clean folder becomes the current version at once. Its solutions are ' +
      'not run here: run `touchstone exercise verify` before publishing.',
  })
  @Answers(200, PublishedVersion, 'The version that is current now.')
  @Refuses('forbidden', 'exercise-rejected')
  publishExercise(
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Body({ schema: PublishExerciseRequest }) { files }: PublishExerciseRequest,
  ): Promise<PublishedVersion> {
    return this.publishing.publish(slug, files);
  }
}
