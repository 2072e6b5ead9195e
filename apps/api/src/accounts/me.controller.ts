import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CreatedToken, CreateTokenRequest, Me, TokenSummary } from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { Refuses } from '../http/refuses.js';
import { PersonalTokensService } from './personal-tokens.service.js';

const TokenList = z.object({ items: z.array(TokenSummary) });

@ApiTags('Accounts')
@Controller('me')
export class MeController {
  constructor(private readonly tokens: PersonalTokensService) {}

  @Get()
  @LoggedIn()
  @ApiOperation({ summary: 'Who you are' })
  @Answers(200, Me, 'Your account.')
  getMe(@CurrentCaller() caller: Caller): Me {
    return caller;
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
