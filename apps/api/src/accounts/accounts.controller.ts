import { Body, Controller, Ip, Post } from '@nestjs/common';
import { LoginRequest, RefreshRequest, RegisterRequest, TokenPair } from '#contracts';
import { Public } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { AccountsService } from './accounts.service.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('Accounts')
@Controller('auth')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('register')
  @Public()
  @ApiOperation({ summary: 'Make an account and log in' })
  @Answers(201, TokenPair, 'The account is made, and logged in.')
  @Refuses('forbidden', 'email-taken', 'too-many-requests')
  register(
    @Body({ schema: RegisterRequest }) request: RegisterRequest,
    @Ip() ip: string,
  ): Promise<TokenPair> {
    return this.accounts.register(request, ip);
  }

  @Post('login')
  @Public()
  @ApiOperation({ summary: 'Log in' })
  @Answers(200, TokenPair, 'A new session.')
  @Refuses('wrong-credentials', 'too-many-requests')
  logIn(@Body({ schema: LoginRequest }) request: LoginRequest, @Ip() ip: string): Promise<TokenPair> {
    return this.accounts.logIn(request, ip);
  }

  @Post('refresh')
  @Public()
  @ApiOperation({
    summary: 'Trade a refresh token for a new pair',
    description: 'A refresh token is good for one use. Using one twice ends the session.',
  })
  @Answers(200, TokenPair, 'The next pair of the session.')
  @Refuses('unauthenticated')
  refresh(@Body({ schema: RefreshRequest }) { refreshToken }: RefreshRequest): Promise<TokenPair> {
    return this.sessions.refresh(refreshToken);
  }

  @Post('logout')
  @Public()
  @ApiOperation({ summary: 'End a session', description: 'Both tokens of the session stop working at once.' })
  @AnswersNothing('The session has ended.')
  logOut(@Body({ schema: RefreshRequest }) { refreshToken }: RefreshRequest): Promise<void> {
    return this.sessions.end(refreshToken);
  }
}
