import { Body, Controller, Delete, Get, Header, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  AddInstructorRequest,
  CohortId,
  CohortMemberView,
  ExpectedLearner,
  ImportRosterRequest,
  pageOf,
  PageQuery,
  RosterReport,
  UserId,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiResponse, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { CohortMembersService } from './cohort-members.service.js';

const MemberPage = pageOf(CohortMemberView);
const ExpectedPage = pageOf(ExpectedLearner);
const ExpectedQuery = PageQuery.extend({ cursor: z.email().max(254).optional() });

@ApiTags('Cohorts')
@Controller('cohorts/:id')
export class CohortMembersController {
  constructor(private readonly members: CohortMembersService) {}

  @Get('members')
  @Staff()
  @ApiOperation({ summary: 'List the members of a cohort', description: 'For those who teach it.' })
  @Answers(200, MemberPage, 'In the order in which they joined.')
  @Refuses('forbidden', 'bad-cursor')
  listMembers(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<z.infer<typeof MemberPage>> {
    return this.members.list(caller, id, query);
  }

  @Delete('members/:userId')
  @Staff()
  @ApiOperation({ summary: 'Take a member out of a cohort', description: 'Their submissions stay theirs.' })
  @AnswersNothing('They are no member any more.')
  @Refuses('forbidden', 'last-instructor')
  removeMember(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Param('userId', { schema: UserId }) userId: UserId,
  ): Promise<void> {
    return this.members.remove(caller, id, userId);
  }

  @Post('instructors')
  @Staff()
  @ApiOperation({
    summary: 'Add an instructor to a cohort',
    description: 'Somebody on the staff, by e-mail address.',
  })
  @AnswersNothing('They teach it now.')
  @Refuses('forbidden', 'not-an-instructor')
  addInstructor(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Body({ schema: AddInstructorRequest }) { email }: AddInstructorRequest,
  ): Promise<void> {
    return this.members.addInstructor(caller, id, email);
  }

  @Post('roster')
  @Staff()
  @ApiOperation({
    summary: 'Import a roster',
    description:
      'CSV of name, e-mail address and external id, in this order or as a header line names them. Who has an account ' +
      'is enrolled, the others once they join. A line with a mistake is told by its number and hinders no other; ' +
      'importing again is safe.',
  })
  @Answers(200, RosterReport, 'What came of each line.')
  @Refuses('forbidden', 'bad-csv')
  importRoster(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Body({ schema: ImportRosterRequest }) { csv }: ImportRosterRequest,
  ): Promise<RosterReport> {
    return this.members.importRoster(caller, id, csv);
  }

  @Get('roster')
  @Staff()
  @ApiOperation({
    summary: 'List who is expected in a cohort',
    description: 'On the roster, and not a member yet.',
  })
  @Answers(200, ExpectedPage, 'By address.')
  @Refuses('forbidden')
  listExpected(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: ExpectedQuery }) query: z.infer<typeof ExpectedQuery>,
  ): Promise<z.infer<typeof ExpectedPage>> {
    return this.members.listExpected(caller, id, query);
  }

  @Get('roster.csv')
  @Staff()
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="roster.csv"')
  @ApiOperation({ summary: 'Download the roster', description: 'Members and those expected, as CSV.' })
  @ApiResponse({
    status: 200,
    description:
      'CSV with a header line. Cells that a spreadsheet would take for a formula begin with an apostrophe.',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @Refuses('forbidden')
  async exportRoster(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.send(await this.members.exportRoster(caller, id));
  }

  @Delete('roster/:email')
  @Staff()
  @ApiOperation({ summary: 'Expect somebody no longer' })
  @AnswersNothing('They are not on the roster any more.')
  @Refuses('forbidden')
  removeExpected(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Param('email', { schema: z.email().max(254) }) email: string,
  ): Promise<void> {
    return this.members.removeExpected(caller, id, email);
  }
}
