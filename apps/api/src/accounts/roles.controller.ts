import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { AccountQuery, AccountSummary, pageOf, SetRoleRequest, UserId } from '#contracts';
import { Admin } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { RolesService } from './roles.service.js';

const AccountPage = pageOf(AccountSummary);

@ApiTags('Accounts')
@Controller('accounts')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @Admin()
  @ApiOperation({
    summary: 'List accounts',
    description: 'For admins: whom there is, to find those who should get another role.',
  })
  @Answers(200, AccountPage, 'Newest first.')
  @Refuses('bad-cursor')
  listAccounts(@Query({ schema: AccountQuery }) query: AccountQuery): Promise<z.infer<typeof AccountPage>> {
    return this.roles.list(query);
  }

  @Put(':id/role')
  @Admin()
  @ApiOperation({
    summary: 'Make somebody an instructor, an admin or a learner',
    description:
      'For admins. It holds at once, in every session of theirs. Needs a session: a token cannot change the rights of ' +
      'anybody. The last admin stays one, and so does staff that teaches a cohort.',
  })
  @Answers(200, AccountSummary, 'The account as it is now.')
  @Refuses('forbidden', 'last-admin', 'still-teaches')
  setRole(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: UserId }) id: UserId,
    @Body({ schema: SetRoleRequest }) { role }: SetRoleRequest,
  ): Promise<AccountSummary> {
    return this.roles.set(caller, id, role);
  }
}
