import { Controller, Get, Param, Post } from '@nestjs/common';
import { DeskExercise, DeskExerciseList, ExerciseSlug } from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { DeskService } from './desk.service.js';

@ApiTags('Authoring')
@Controller()
export class DeskController {
  constructor(private readonly desk: DeskService) {}

  @Get('desk/exercises')
  @Staff()
  @ApiOperation({
    summary: 'List the exercises as their authors see them',
    description: 'For instructors: also retired ones, those with candidates only, and broken folders.',
  })
  @Answers(200, DeskExerciseList, 'Every exercise, by slug.')
  @Refuses('forbidden')
  async listDeskExercises(): Promise<DeskExerciseList> {
    return { items: await this.desk.list() };
  }

  @Get('desk/exercises/:slug')
  @Staff()
  @ApiOperation({ summary: 'Read an exercise as its authors see it', description: 'For instructors.' })
  @Answers(200, DeskExercise, 'With what lint found in the operator’s folder.')
  @Refuses('forbidden')
  getDeskExercise(@Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug): Promise<DeskExercise> {
    return this.desk.describe(slug);
  }

  @Post('exercises/:slug/retire')
  @Staff()
  @ApiOperation({
    summary: 'Retire an exercise',
    description:
      'For instructors. Learners see it no more and cannot submit to it; what they have reached stays. The operator’s ' +
      'folder does not bring it back.',
  })
  @Answers(200, DeskExercise, 'Retired, now or before.')
  @Refuses('forbidden')
  retireExercise(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
  ): Promise<DeskExercise> {
    return this.desk.setRetired(caller, slug, true);
  }

  @Post('exercises/:slug/restore')
  @Staff()
  @ApiOperation({ summary: 'Bring a retired exercise back', description: 'For instructors.' })
  @Answers(200, DeskExercise, 'Published, now or before.')
  @Refuses('forbidden')
  restoreExercise(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
  ): Promise<DeskExercise> {
    return this.desk.setRetired(caller, slug, false);
  }
}
