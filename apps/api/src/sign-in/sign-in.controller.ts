import { Body, Controller, Get, Inject, Ip, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  FinishSignInRequest,
  SignInProvider,
  SignInProviders,
  SignInResult,
  StartSignInQuery,
  toOwnPath,
} from '#contracts';
import { Public } from '../http/access.js';
import { Answers, AnswersWithRedirect } from '../http/answers.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { Cookies } from './cookies.js';
import { explainSignIn } from './explain-sign-in.js';
import { HANDOVER_COOKIE, HandoverService } from './handover.service.js';
import { JOURNEY_COOKIE, SignInService } from './sign-in.service.js';

@ApiTags('Accounts')
@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly handover: HandoverService,
    @Inject(Cookies) private readonly cookies: Cookies,
  ) {}

  @Get('providers')
  @Public()
  @ApiOperation({ summary: 'List with whose accounts one can sign in' })
  @Answers(200, SignInProviders, 'None, unless the operator set some up.')
  listProviders(): SignInProviders {
    return this.signIn.list();
  }

  @Get('oidc/:provider/start')
  @Public()
  @ApiOperation({
    summary: 'Sign in with an account elsewhere',
    description: 'For browsers: open it as a page. They come back to `/login`.',
  })
  @AnswersWithRedirect('To the provider.')
  @Refuses('not-ready')
  async startSignIn(
    @Param('provider', { schema: SignInProvider }) provider: SignInProvider,
    @Query({ schema: StartSignInQuery }) { next }: StartSignInQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const { url, journey } = await this.signIn.start(provider, toOwnPath(next));
      this.cookies.set(reply, JOURNEY_COOKIE, journey);
      await reply.redirect(url.href, 302);
    } catch (error) {
      await reply.redirect(`/login?problem=${explainSignIn(error)}`, 302);
    }
  }

  @Get('oidc/:provider/callback')
  @Public()
  @ApiOperation({
    summary: 'Come back from signing in elsewhere',
    description: 'Where the provider sends the browser. Takes `code` and `state`, or `error`.',
  })
  @AnswersWithRedirect(
    'To `/login`, which finishes it or says why it failed, or to `/account` after linking.',
  )
  @Refuses('not-ready')
  async returnFromProvider(
    @Param('provider', { schema: SignInProvider }) provider: SignInProvider,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.cookies.clear(reply, JOURNEY_COOKIE);
    try {
      const answer = new URLSearchParams(request.url.split('?')[1] ?? '');
      const back = await this.signIn.return(provider, this.cookies.read(request, JOURNEY_COOKIE), answer);
      if (back.result === 'handed-over') this.cookies.set(reply, HANDOVER_COOKIE, back.handover);
      await reply.redirect(back.result === 'linked' ? `/account?linked=${provider}` : '/login?finish', 303);
    } catch (error) {
      await reply.redirect(`/login?problem=${explainSignIn(error)}`, 303);
    }
  }

  @Post('oidc/finish')
  @Public()
  @ApiOperation({
    summary: 'Finish signing in with an account elsewhere',
    description:
      'For the page, which the browser was sent to with a cookie of one use. When there is an account for the e-mail ' +
      'address already, its password is asked for, once.',
  })
  @Answers(200, SignInResult, 'A session, or what is missing.')
  @Refuses('sign-in-expired', 'wrong-credentials', 'too-many-requests', 'not-ready')
  async finishSignIn(
    @Body({ schema: FinishSignInRequest }) { password }: FinishSignInRequest,
    @Ip() ip: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInResult> {
    const result = await this.handover.finish(this.cookies.read(request, HANDOVER_COOKIE), password, ip);
    if (result.result === 'logged-in') this.cookies.clear(reply, HANDOVER_COOKIE);
    return result;
  }
}
