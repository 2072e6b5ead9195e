import { Body, Controller, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  Draft,
  DraftRevisionId,
  DraftRevision,
  DraftRevisionList,
  ExerciseSlug,
  SavedDraft,
  SaveDraftRequest,
} from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiHeader, ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { readBaseRevision, toEtag } from './base-revision.js';
import { DraftsService } from './drafts.service.js';

const DraftQuery = z.strictObject({ runtime: z.string().max(32) });
type DraftQuery = z.infer<typeof DraftQuery>;

@ApiTags('Drafts')
@Controller('exercises/:slug/draft')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @LoggedIn()
  @ApiOperation({
    summary: 'Read your draft',
    description: 'Your own, of one exercise in one runtime. Revision 0 without files: there is none yet.',
  })
  @Answers(200, Draft, 'The draft as it was saved last.', { ETag: 'For If-Match of the next save.' })
  @Refuses('unknown-runtime')
  async getDraft(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: DraftQuery }) { runtime }: DraftQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Draft> {
    const draft = await this.drafts.read({ caller, slug, runtime });
    void reply.header('etag', toEtag(draft.revision));
    return draft;
  }

  @Put()
  @LoggedIn()
  @ApiOperation({
    summary: 'Save your draft',
    description:
      'Saved only on top of the draft it was made from: `If-Match` has the ETag of that one (`"0"` when there was ' +
      'none). When another browser was faster, the answer is 412 `draft-changed`, and its member `draft` is what is ' +
      'saved now. Edits of a few minutes become one revision; what is submitted, and what is replaced by `reset`, ' +
      '`restore` or `conflict`, is kept in the history. The same limits as for a submission hold, but files may be ' +
      'empty or missing.',
  })
  @ApiHeader({ name: 'If-Match', required: true, schema: { type: 'string', maxLength: 11 } })
  @Answers(200, SavedDraft, 'Saved.', { ETag: 'For If-Match of the next save.' })
  @Refuses(
    'unknown-runtime',
    'too-many-files',
    'bad-path',
    'duplicate-path',
    'bad-text',
    'file-too-large',
    'submission-too-large',
    'draft-changed',
    'precondition-required',
    'too-many-requests',
  )
  async saveDraft(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: DraftQuery }) { runtime }: DraftQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: SaveDraftRequest }) request: SaveDraftRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedDraft> {
    const saved = await this.drafts.save({ caller, slug, runtime }, readBaseRevision(ifMatch), request);
    void reply.header('etag', toEtag(saved.revision));
    return saved;
  }

  @Get('revisions')
  @LoggedIn()
  @ApiOperation({ summary: 'List what your draft was before' })
  @Answers(200, DraftRevisionList, 'Newest first; the first one is the draft as it is now.')
  @Refuses('unknown-runtime')
  async listRevisions(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: DraftQuery }) { runtime }: DraftQuery,
  ): Promise<DraftRevisionList> {
    return { items: await this.drafts.listRevisions({ caller, slug, runtime }) };
  }

  @Get('revisions/:id')
  @LoggedIn()
  @ApiOperation({ summary: 'Read what your draft was at a time' })
  @Answers(200, DraftRevision, 'That revision with its files.')
  @Refuses('unknown-runtime')
  getRevision(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Param('id', { schema: DraftRevisionId }) id: DraftRevisionId,
    @Query({ schema: DraftQuery }) { runtime }: DraftQuery,
  ): Promise<DraftRevision> {
    return this.drafts.readRevision({ caller, slug, runtime }, id);
  }
}
