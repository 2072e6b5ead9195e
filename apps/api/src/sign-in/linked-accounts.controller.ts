import { Body, Controller, Delete, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeLinkRequest, LinkedProviderId, LinkedProviders, LinkStart, SignInProvider } from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { Cookies } from './cookies.js';
import { explainLink } from './explain-sign-in.js';
import { LinkedAccountsService } from './linked-accounts.service.js';
import { JOURNEY_COOKIE } from './sign-in.service.js';

@ApiTags('Accounts')
@Controller('me/identities')
export class LinkedAccountsController {
  constructor(
    private readonly links: LinkedAccountsService,
    @Inject(Cookies) private readonly cookies: Cookies,
  ) {}

  @Get()
  @LoggedIn()
  @ApiOperation({ summary: 'List with whose accounts you can sign in' })
  @Answers(200, LinkedProviders, 'Providers and learning platforms that your account is linked with.')
  listLinkedProviders(@CurrentCaller() caller: Caller): Promise<LinkedProviders> {
    return this.links.list(caller);
  }

  @Post(':provider')
  @LoggedIn()
  @ApiOperation({
    summary: 'Link an account elsewhere',
    description:
      'For browsers: sets a cookie and says where to go. They come back to `/account`. Needs a session and your ' +
      'password; who has none does it within ten minutes of signing in.',
  })
  @Answers(200, LinkStart, 'Where to send the browser.')
  @Refuses('forbidden', 'wrong-password', 'login-too-old', 'too-many-requests', 'not-ready')
  async linkProvider(
    @CurrentCaller() caller: Caller,
    @Param('provider', { schema: SignInProvider }) provider: SignInProvider,
    @Body({ schema: ChangeLinkRequest }) { password }: ChangeLinkRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkStart> {
    const { url, journey } = await explainLink(this.links.startLink(caller, provider, password));
    this.cookies.set(reply, JOURNEY_COOKIE, journey);
    return { url: url.href };
  }

  @Delete(':provider')
  @LoggedIn()
  @ApiOperation({
    summary: 'Unlink an account elsewhere',
    description:
      'Nobody whom the provider knows gets in to your account any more, and no score goes there. Needs what linking ' +
      'needs, and that another way in remains.',
  })
  @AnswersNothing('It opens your account no more.')
  @Refuses('forbidden', 'wrong-password', 'login-too-old', 'last-way-in', 'too-many-requests')
  unlinkProvider(
    @CurrentCaller() caller: Caller,
    @Param('provider', { schema: LinkedProviderId }) provider: LinkedProviderId,
    @Body({ schema: ChangeLinkRequest }) { password }: ChangeLinkRequest,
  ): Promise<void> {
    return this.links.unlink(caller, provider, password);
  }
}
