import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  AccountExport,
  ChangePasswordRequest,
  CreatedToken,
  CreateTokenRequest,
  DeleteMeRequest,
  Me,
  TokenSummary,
  UpdateMeRequest,
} from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { ExportService } from './export.service.js';
import { MeService } from './me.service.js';
import { PersonalTokensService } from './personal-tokens.service.js';

const TokenList = z.object({ items: z.array(TokenSummary) });

@ApiTags('Accounts')
@Controller('me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly tokens: PersonalTokensService,
    private readonly exports: ExportService,
  ) {}

  @Get()
  @LoggedIn()
  @ApiOperation({ summary: 'Who you are' })
  @Answers(200, Me, 'Your account.')
  getMe(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.me.describe(caller);
  }

  @Patch()
  @LoggedIn()
  @ApiOperation({
    summary: 'Change your name, your alias, or as what you appear on boards',
    description: 'What is left out stays. Needs a session: a token cannot change the account.',
  })
  @Answers(200, Me, 'Your account as it is now.')
  @Refuses('forbidden', 'alias-taken')
  updateMe(
    @CurrentCaller() caller: Caller,
    @Body({ schema: UpdateMeRequest }) request: UpdateMeRequest,
  ): Promise<Me> {
    return this.me.update(caller, request);
  }

  @Post('password')
  @LoggedIn()
  @ApiOperation({
    summary: 'Change your password',
    description:
      'Ends all your other sessions; the one that asks goes on. Personal tokens go on too: delete those you no longer ' +
      'trust. Who has no password yet sets one within ten minutes of signing in.',
  })
  @AnswersNothing('The password is changed.')
  @Refuses('forbidden', 'wrong-password', 'login-too-old', 'no-email-address', 'too-many-requests')
  changePassword(
    @CurrentCaller() caller: Caller,
    @Body({ schema: ChangePasswordRequest }) request: ChangePasswordRequest,
  ): Promise<void> {
    return this.me.changePassword(caller, request);
  }

  @Delete()
  @LoggedIn()
  @ApiOperation({
    summary: 'Delete your account',
    description:
      'And everything of yours: submissions, verdicts, tokens, sessions. It cannot be undone. Needs your password; who ' +
      'has none does it within ten minutes of signing in.',
  })
  @AnswersNothing('Nothing of yours is left.')
  @Refuses('forbidden', 'wrong-password', 'login-too-old', 'last-admin', 'too-many-requests')
  deleteMe(
    @CurrentCaller() caller: Caller,
    @Body({ schema: DeleteMeRequest }) request: DeleteMeRequest,
  ): Promise<void> {
    return this.me.delete(caller, request);
  }

  @Get('export')
  @LoggedIn()
  @ApiOperation({
    summary: 'Take everything of yours with you',
    description:
      'One JSON document, written while it is read. When it breaks off before its end, so does the connection: ask again.',
  })
  @Answers(
    200,
    AccountExport,
    'Account, tokens without secrets, cohorts, drafts, and submissions as you may see them.',
  )
  @Refuses('too-many-requests')
  async exportMe(@CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const document = await this.exports.export(caller);
    await reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="touchstone-export.json"')
      // Bytes, not pieces, are what waits for a slow reader.
      .send(Readable.from(document, { objectMode: false }));
  }

  @Get('tokens')
  @LoggedIn()
  @ApiOperation({ summary: 'List your personal access tokens' })
  @Answers(200, TokenList, 'Your tokens, newest first, without the secrets.')
  async listTokens(@CurrentCaller() caller: Caller): Promise<z.infer<typeof TokenList>> {
    return { items: await this.tokens.list(caller) };
  }

  @Post('tokens')
  @LoggedIn()
  @ApiOperation({
    summary: 'Make a personal access token',
    description: 'For the CLI and for scripts. Needs a session: a token cannot make tokens.',
  })
  @Answers(201, CreatedToken, 'The token. It is shown this once.')
  @Refuses('forbidden', 'too-many-tokens')
  createToken(
    @CurrentCaller() caller: Caller,
    @Body({ schema: CreateTokenRequest }) request: CreateTokenRequest,
  ): Promise<CreatedToken> {
    return this.tokens.create(caller, request);
  }

  @Delete('tokens/:id')
  @LoggedIn()
  @ApiOperation({ summary: 'Delete a personal access token' })
  @AnswersNothing('The token no longer works.')
  deleteToken(@CurrentCaller() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.tokens.delete(caller, id);
  }
}
