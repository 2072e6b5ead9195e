import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '#config';
import { API_CONFIG } from '../api-config.js';
import { Public } from '../http/access.js';
import { Answers, AnswersWithRedirect } from '../http/answers.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { Cookies } from '../sign-in/cookies.js';
import { explainSignIn } from '../sign-in/explain-sign-in.js';
import { HANDOVER_COOKIE } from '../sign-in/handover.service.js';
import { LAUNCH_COOKIE, LaunchService } from './launch.service.js';
import { LtiKeys, type PublicJwk } from './lti-keys.js';

const Word = z.string();
const KeySet = z.object({
  keys: z.array(z.object({ kty: Word, n: Word, e: Word, kid: Word, alg: Word, use: Word })),
});

/** LTI 1.3: what learning platforms and the browsers they send speak to. docs/LTI.md says how to set it up. */
@ApiTags('Learning platforms')
@Controller('lti')
export class LtiController {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    @Inject(Cookies) private readonly cookies: Cookies,
    private readonly launches: LaunchService,
    private readonly keys: LtiKeys,
  ) {}

  @Get('keys')
  @Public()
  @ApiOperation({ summary: 'Get the public keys that Touchstone signs with' })
  @Answers(200, KeySet, 'A JSON Web Key Set.')
  async getLtiKeys(): Promise<{ keys: PublicJwk[] }> {
    return { keys: await this.keys.listPublic() };
  }

  @Get('login')
  @Public()
  @ApiOperation({
    summary: 'Begin a launch',
    description: 'Where a platform sends browsers first (third-party initiated login).',
  })
  @AnswersWithRedirect('To the platform.')
  @Refuses('not-ready')
  beginLaunch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.begin(request.query, reply);
  }

  @Post('login')
  @Public()
  @ApiOperation({ summary: 'Begin a launch', description: 'As GET, for platforms that send a form.' })
  @AnswersWithRedirect('To the platform.')
  @Refuses('not-ready', 'unsupported-media-type')
  beginLaunchByForm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.begin(request.body, reply);
  }

  @Post('launch')
  @Public()
  @ApiOperation({
    summary: 'Launch',
    description: 'Where a platform posts a signed message about who somebody is and what they came for.',
  })
  @AnswersWithRedirect('To `/login`, which finishes it or says why it failed.')
  @Refuses('not-ready', 'unsupported-media-type')
  async launch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.cookies.clear(reply, LAUNCH_COOKIE);
    try {
      const handover = await this.launches.finish(this.cookies.read(request, LAUNCH_COOKIE), request.body);
      this.cookies.set(reply, HANDOVER_COOKIE, handover);
      await reply.redirect('/login?finish', 303);
    } catch (error) {
      await reply.redirect(`/login?problem=${explainSignIn(error)}`, 303);
    }
  }

  private async begin(form: unknown, reply: FastifyReply): Promise<void> {
    try {
      const redirectUri = `${this.config.http.publicUrl}/api/v1/lti/launch`;
      const { url, launch } = await this.launches.begin(form, redirectUri);
      this.cookies.set(reply, LAUNCH_COOKIE, launch);
      await reply.redirect(url.href, 303);
    } catch (error) {
      await reply.redirect(`/login?problem=${explainSignIn(error)}`, 303);
    }
  }
}
