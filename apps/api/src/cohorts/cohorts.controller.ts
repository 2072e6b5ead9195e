import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  CohortDetail,
  CohortId,
  CohortInvitation,
  CohortListQuery,
  CohortSummary,
  CreateCohortRequest,
  JoinCode,
  JoinCohortRequest,
  pageOf,
  UpdateCohortRequest,
} from '#contracts';
import { LoggedIn, Staff } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { CohortMembersService } from './cohort-members.service.js';
import { CohortsService } from './cohorts.service.js';

const CohortPage = pageOf(CohortSummary);

@ApiTags('Cohorts')
@Controller('cohorts')
export class CohortsController {
  constructor(
    private readonly cohorts: CohortsService,
    private readonly members: CohortMembersService,
  ) {}

  @Get()
  @LoggedIn()
  @ApiOperation({
    summary: 'List your cohorts',
    description: 'An admin gets every one. `exercise` narrows them to those that have it.',
  })
  @Answers(200, CohortPage, 'Newest first.')
  @Refuses('bad-cursor')
  listCohorts(
    @CurrentCaller() caller: Caller,
    @Query({ schema: CohortListQuery }) query: CohortListQuery,
  ): Promise<z.infer<typeof CohortPage>> {
    return this.cohorts.list(caller, query);
  }

  @Post()
  @Staff()
  @ApiOperation({ summary: 'Make a cohort', description: 'For instructors; you are its first one.' })
  @Answers(201, CohortDetail, 'The cohort, with the code to join it.')
  @Refuses('forbidden', 'unknown-track', 'unknown-exercise')
  createCohort(
    @CurrentCaller() caller: Caller,
    @Body({ schema: CreateCohortRequest }) request: CreateCohortRequest,
  ): Promise<CohortDetail> {
    return this.cohorts.create(caller, request);
  }

  @Post('join')
  @LoggedIn()
  @ApiOperation({ summary: 'Join a cohort', description: 'Joining twice is joining once.' })
  @Answers(200, CohortDetail, 'The cohort.')
  @Refuses('not-found')
  joinCohort(
    @CurrentCaller() caller: Caller,
    @Body({ schema: JoinCohortRequest }) { code }: JoinCohortRequest,
  ): Promise<CohortDetail> {
    return this.cohorts.join(caller, code);
  }

  @Get('join/:code')
  @LoggedIn()
  @ApiOperation({ summary: 'See what a join code is for' })
  @Answers(200, CohortInvitation, 'The cohort, as it shows itself before one joins.')
  getInvitation(
    @CurrentCaller() caller: Caller,
    @Param('code', { schema: JoinCode }) code: string,
  ): Promise<CohortInvitation> {
    return this.cohorts.describeInvitation(caller, code);
  }

  @Get(':id')
  @LoggedIn()
  @ApiOperation({
    summary: 'Read a cohort',
    description: 'For its members: terms, exercises, and where you stand with each of them.',
  })
  @Answers(200, CohortDetail, 'The cohort; `manage` is for those who teach it.')
  getCohort(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<CohortDetail> {
    return this.cohorts.describe(caller, id);
  }

  @Patch(':id')
  @Staff()
  @ApiOperation({
    summary: 'Change a cohort',
    description: 'For those who teach it: all terms as they shall be from now on. Boards are counted anew.',
  })
  @Answers(200, CohortDetail, 'The cohort as it is now.')
  @Refuses('forbidden', 'unknown-track', 'unknown-exercise')
  updateCohort(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Body({ schema: UpdateCohortRequest }) request: UpdateCohortRequest,
  ): Promise<CohortDetail> {
    return this.cohorts.update(caller, id, request);
  }

  @Post(':id/join-code')
  @Staff()
  @ApiOperation({ summary: 'Take a new join code', description: 'The old one and its link end at once.' })
  @Answers(200, CohortDetail, 'The cohort with its new code.')
  @Refuses('forbidden')
  replaceJoinCode(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<CohortDetail> {
    return this.cohorts.replaceJoinCode(caller, id);
  }

  @Delete(':id/membership')
  @LoggedIn()
  @ApiOperation({ summary: 'Leave a cohort', description: 'What you have handed in stays yours.' })
  @AnswersNothing('You are no member any more.')
  @Refuses('last-instructor')
  leaveCohort(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<void> {
    return this.members.leave(caller, id);
  }
}
