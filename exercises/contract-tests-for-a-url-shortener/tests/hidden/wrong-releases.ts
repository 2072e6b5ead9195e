import type { Freedom } from './freedom.ts';
import {
  LinkService,
  Refused,
  type Fields,
  type Link,
  type ServiceAnswer,
  type ServiceRequest,
} from './link-service.ts';
import type { RightName } from './right-releases.ts';
import type { Consumer } from './run-suite.ts';

/** M1: says nothing of the end of a link that has none. */
class ForgetsNull extends LinkService {
  protected override showCreated(link: Link): object {
    const { slug, url } = link;
    return link.expiresAtMs === null ? { slug, url } : super.showCreated(link);
  }
}

/** M2: makes a right alias of a wrong one. */
class LowersAlias extends LinkService {
  protected override isAlias(alias: unknown): boolean {
    return super.isAlias(typeof alias === 'string' ? alias.toLowerCase() : alias);
  }

  protected override tidy(fields: Fields): Fields {
    const { alias } = fields;
    return typeof alias === 'string' ? { ...fields, alias: alias.toLowerCase() } : fields;
  }
}

/** M2: gives the alias of a deleted link away. */
class FreesAliases extends LinkService {
  protected override isTaken(alias: string): boolean {
    return this.links.get(alias)?.isDeleted === false;
  }
}

/** M3: looks at the key alone. */
class AnswersOtherBody extends LinkService {
  protected override repeat(
    used: { body: string; slug: string },
    _body: string,
    origin: string,
  ): ServiceAnswer {
    return super.repeat(used, used.body, origin);
  }
}

/** M3: keeps the key before it looks at the body. */
class RefusedUsesKey extends LinkService {
  readonly #spent = new Map<string, string>();

  protected override create(request: ServiceRequest): ServiceAnswer {
    const { idempotencyKey: key, body } = request;
    if (key !== null && (this.#spent.get(key) ?? body) !== body) throw new Refused(422);
    if (key !== null) this.#spent.set(key, body);
    return super.create(request);
  }
}

/** M4: stops at the first mistake. */
class FirstMistakeOnly extends LinkService {
  protected override findWrong(fields: Fields): string[] {
    return super.findWrong(fields).slice(0, 1);
  }
}

/** M4: one refusal is written in another place than the others. */
class PlainConflict extends LinkService {
  protected override refuse(refused: Refused, request: ServiceRequest): ServiceAnswer {
    const answer = super.refuse(refused, request);
    if (refused.status !== 409) return answer;
    return { ...answer, headers: { 'content-type': `application/json${this.freedom.mediaParameter}` } };
  }
}

/** E1. */
class MovedPermanently extends LinkService {
  protected override redirect(link: Link, query: string): ServiceAnswer {
    return { ...super.redirect(link, query), status: 301 };
  }
}

/** E1: what URL parsers make of a URL is the same place, written in another way. */
class TidiesTheUrl extends LinkService {
  protected override redirect(link: Link, query: string): ServiceAnswer {
    const url = URL.canParse(link.url) ? new URL(link.url).href : link.url;
    return super.redirect({ ...link, url }, query);
  }
}

/** E2: `no-cache` allows to keep the answer. */
class NoCacheOnly extends LinkService {
  protected override redirect(link: Link, query: string): ServiceAnswer {
    const { status, headers } = super.redirect(link, query);
    return { status, headers: { ...headers, 'cache-control': 'no-cache' } };
  }
}

/** E3. */
class HeadWithoutLocation extends LinkService {
  protected override peek(link: Link, query: string): ServiceAnswer {
    const { status } = super.peek(link, query);
    return { status, headers: { 'cache-control': this.freedom.cacheControl } };
  }
}

/** E4. */
class LastMoment extends LinkService {
  protected override isGone({ isDeleted, expiresAtMs }: Link): boolean {
    return isDeleted || (expiresAtMs !== null && this.nowMs > expiresAtMs);
  }
}

/** E4. */
class DeletedIsUnknown extends LinkService {
  protected override tellGone(link: Link): ServiceAnswer {
    if (link.isDeleted) throw new Refused(404);
    return super.tellGone(link);
  }
}

/** E5. */
class PassesTheQuery extends LinkService {
  protected override redirect(link: Link, query: string): ServiceAnswer {
    const joint = link.url.includes('?') ? '&' : '?';
    const url = query === '' ? link.url : `${link.url}${joint}${query}`;
    return super.redirect({ ...link, url }, query);
  }
}

/** D1: two places write a link, and one of them was changed. */
class TextInLists extends LinkService {
  protected override showListed(link: Link): object {
    return this.freedom.dress({ ...this.show(link), clicks: String(link.clicks) });
  }
}

/** D2. */
class CountsHead extends LinkService {
  protected override peek(link: Link, query: string): ServiceAnswer {
    if (!this.isGone(link)) this.count(link);
    return super.peek(link, query);
  }
}

/** D2. */
class CountsTheGone extends LinkService {
  protected override follow(link: Link, query: string): ServiceAnswer {
    if (this.isGone(link)) this.count(link);
    return super.follow(link, query);
  }
}

/** D3: its cursor is how many links came before. */
class RepeatsAfterInsert extends LinkService {
  protected override page(limit: number, cursor: string | null) {
    const start = cursor === null ? 0 : this.readCursor(cursor);
    const rest = this.newestFirst().slice(start);
    const links = rest.slice(0, this.freedom.toPageSize(limit));
    const isEnd = links.length === 0 || this.isEnd(rest.length - links.length, limit);
    return { links, next: isEnd ? null : this.toCursor(start + links.length) };
  }
}

/** D3: a page that would not be full is not announced. */
class ForgetsTheLast extends LinkService {
  protected override isEnd(left: number, limit: number): boolean {
    return left < limit;
  }
}

/** D3. */
class ClampsLimit extends LinkService {
  protected override readLimit(text: string): number {
    return /^\d+$/.test(text) && Number(text) > 50 ? 50 : super.readLimit(text);
  }
}

/** D4. */
class DeletedIsRead extends LinkService {
  protected override read(slug: string): Link {
    return this.getLink(slug);
  }

  protected override remove(slug: string): ServiceAnswer {
    super.read(slug);
    return super.remove(slug);
  }
}

/** Breaks every clause at once. */
export class NothingHere extends LinkService {
  protected override route(): ServiceAnswer {
    throw new Refused(404);
  }
}

export interface WrongRelease {
  readonly breaks: Consumer;
  readonly Service: new (freedom: Freedom) => LinkService;
  /** Fixed for each: what a suite finds must not hang on what a draw let the release leave open. */
  readonly freedom: RightName;
}

/** By the name under which the tests look their run up. */
export const WRONG_RELEASES = {
  ForgetsNull: { breaks: 'mailer', Service: ForgetsNull, freedom: 'properties' },
  LowersAlias: { breaks: 'mailer', Service: LowersAlias, freedom: 'letter' },
  FreesAliases: { breaks: 'mailer', Service: FreesAliases, freedom: 'addresses' },
  AnswersOtherBody: { breaks: 'mailer', Service: AnswersOtherBody, freedom: 'bare' },
  RefusedUsesKey: { breaks: 'mailer', Service: RefusedUsesKey, freedom: 'pages' },
  FirstMistakeOnly: { breaks: 'mailer', Service: FirstMistakeOnly, freedom: 'words' },
  PlainConflict: { breaks: 'mailer', Service: PlainConflict, freedom: 'words' },
  MovedPermanently: { breaks: 'edge', Service: MovedPermanently, freedom: 'bare' },
  TidiesTheUrl: { breaks: 'edge', Service: TidiesTheUrl, freedom: 'words' },
  NoCacheOnly: { breaks: 'edge', Service: NoCacheOnly, freedom: 'letter' },
  HeadWithoutLocation: { breaks: 'edge', Service: HeadWithoutLocation, freedom: 'properties' },
  LastMoment: { breaks: 'edge', Service: LastMoment, freedom: 'bare' },
  DeletedIsUnknown: { breaks: 'edge', Service: DeletedIsUnknown, freedom: 'pages' },
  PassesTheQuery: { breaks: 'edge', Service: PassesTheQuery, freedom: 'addresses' },
  TextInLists: { breaks: 'dashboard', Service: TextInLists, freedom: 'letter' },
  CountsHead: { breaks: 'dashboard', Service: CountsHead, freedom: 'addresses' },
  CountsTheGone: { breaks: 'dashboard', Service: CountsTheGone, freedom: 'bare' },
  RepeatsAfterInsert: { breaks: 'dashboard', Service: RepeatsAfterInsert, freedom: 'addresses' },
  ForgetsTheLast: { breaks: 'dashboard', Service: ForgetsTheLast, freedom: 'properties' },
  ClampsLimit: { breaks: 'dashboard', Service: ClampsLimit, freedom: 'words' },
  DeletedIsRead: { breaks: 'dashboard', Service: DeletedIsRead, freedom: 'pages' },
} satisfies Record<string, WrongRelease>;

export type WrongName = keyof typeof WRONG_RELEASES;
