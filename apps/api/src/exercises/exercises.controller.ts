import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ExerciseDetail, ExerciseList, ExerciseSlug, Starter } from '#contracts';
import { OptionalLogin, Public } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { ExercisesService } from './exercises.service.js';

const StarterQuery = z.strictObject({ runtime: z.string().max(32) });

@ApiTags('Exercises')
@Controller('exercises')
export class ExercisesController {
  constructor(private readonly exercises: ExercisesService) {}

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
}
