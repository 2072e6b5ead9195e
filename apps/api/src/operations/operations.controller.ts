import { Body, Controller, Get, Header, HttpCode, Post, Put } from '@nestjs/common';
import { Operations, PlatformStatus, Requeued, RequeueRequest, SetModeRequest } from '#contracts';
import { Admin, Public } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { ASK_AGAIN } from '../http/ask-again.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { OperationsService } from './operations.service.js';
import { PlatformModeService } from './platform-mode.service.js';

@ApiTags('Operations')
@Controller()
export class OperationsController {
  constructor(
    private readonly operations: OperationsService,
    private readonly modes: PlatformModeService,
  ) {}

  @Get('status')
  @Public()
  @Header('cache-control', ASK_AGAIN)
  @ApiOperation({ summary: 'Read what the operator has to say' })
  @Answers(200, PlatformStatus, 'The mode of the platform, and a line for people.')
  getStatus(): Promise<PlatformStatus> {
    return this.modes.getStatus();
  }

  @Get('operations')
  @Admin()
  @ApiOperation({
    summary: 'See how the platform is doing',
    description: 'For admins: who waits, the workers there are, what was judged, and what went wrong.',
  })
  @Answers(200, Operations, 'As of now; workers tell of themselves every 5 s.')
  getOperations(): Promise<Operations> {
    return this.operations.describe();
  }

  @Post('operations/requeue')
  @HttpCode(200)
  @Admin()
  @ApiOperation({
    summary: 'Judge submissions again that were given up',
    description:
      'For admins. A submission is given up as `system-error` when two workers died while they judged it, or after the ' +
      'last attempt that failed by our fault. Its tries begin anew. Without `submissions`, all of them, a thousand at a ' +
      'time, those given up longest ago first; others than given-up ones are left as they are.',
  })
  @Answers(200, Requeued, 'Those that are queued again.')
  requeue(
    @CurrentCaller() caller: Caller,
    @Body({ schema: RequeueRequest }) request: RequeueRequest,
  ): Promise<Requeued> {
    return this.operations.requeue(caller, request);
  }

  @Put('operations/mode')
  @Admin()
  @ApiOperation({
    summary: 'Drain the platform, or close it for maintenance',
    description:
      'For admins. `draining`: workers finish what they have and take nothing new, while submissions are accepted and ' +
      'wait. `maintenance`: submissions are refused with 503 `maintenance`, while those that wait are judged. Every ' +
      'replica and worker obeys within seconds. `line` is shown to everybody.',
  })
  @Answers(200, PlatformStatus, 'The mode as it is now.')
  setMode(
    @CurrentCaller() caller: Caller,
    @Body({ schema: SetModeRequest }) request: SetModeRequest,
  ): Promise<PlatformStatus> {
    return this.modes.set(caller, request);
  }
}
