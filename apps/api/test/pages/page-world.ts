import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ApiWorld, PASSWORD, type Account, type WorldSettings } from '../api-world.js';
import { CHROMIUM } from '../system/chromium.js';

/** What `npm run build:web` made. */
const WEB = join(import.meta.dirname, '../../../../dist/web');
/** Pictures of pages, outside git: what CI keeps and people look at. */
const SHOTS = join(import.meta.dirname, '../../../../.touchstone/screenshots');

export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

export interface Visit {
  /** Who is logged in; nobody unless told. */
  readonly as?: Account;
  readonly theme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** As https://wicg.github.io/layout-instability/ has it, which TypeScript's own types do not. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

/** The real API with the built page, and a browser. Verdicts come from the test, as a worker would record them. */
export class PageWorld {
  /** Errors of the pages themselves, as the console showed them; answers of the API with 4xx are not among them. */
  readonly complaints: string[] = [];

  private constructor(
    readonly api: ApiWorld,
    private readonly browser: Browser,
    private readonly home: string,
  ) {}

  static async start(settings: WorldSettings = {}): Promise<PageWorld> {
    const home = mkdtempSync(join(tmpdir(), 'touchstone-pages-'));
    const api = await ApiWorld.start({ webDirectory: WEB, ...settings });
    const browser = await chromium.launch({ ...CHROMIUM, env: { ...process.env, HOME: home } });
    return new PageWorld(api, browser, home);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.api.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Opens an address in a browser profile of its own, so that nothing of another visit is there. */
  async open(path: string, visit: Visit = {}): Promise<Page> {
    const context = await this.visit(visit);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/status of 4\d\d/.test(text)) this.complaints.push(text);
    });
    await page.goto(this.api.url + path);
    return page;
  }

  /** A browser profile: pages opened in it share what the browser keeps. */
  async visit({ as, theme = 'light', viewport = WIDE }: Visit = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    if (as !== undefined) await this.logIn(context, as);
    return context;
  }

  /** Logs the account in once and gives the browser its tokens, as the login page would. */
  private async logIn(context: BrowserContext, { email }: Account): Promise<void> {
    const answer = await this.api.http
      .post('/api/v1/auth/login')
      .send({ email, password: PASSWORD })
      .expect(200);
    await context.addInitScript(
      ([key, tokens]) => {
        if (localStorage.getItem(key!) === null) localStorage.setItem(key!, tokens!);
      },
      ['touchstone.tokens', JSON.stringify(answer.body)],
    );
  }
}

/**
 * What axe-core finds against WCAG 2.2 A and AA on the page as it is, one line each; empty when clean. Looks in both
 * themes.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(waitForColours);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    for (const { id, help, nodes } of violations)
      found.push(`${theme}: ${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }
  return found;
}

/** Runs in the page. Colours that are on their way from one theme to the other belong to neither. */
async function waitForColours(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  // One that is cut short has ended, too.
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
}

/** True when nothing makes the page scroll sideways. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

/** Less is a part of a pixel; a footer that comes into sight is 0.006. */
const SEEN_SHIFT = 0.001;

/**
 * What moved after it was first painted, one line each with the element and from where to where; empty when nothing did.
 * The scores are the browser's own (https://web.dev/articles/cls).
 */
export function findShifts(page: Page): Promise<string[]> {
  return page.evaluate(
    (seen) =>
      new Promise<string[]>((resolve) => {
        const found: string[] = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as LayoutShift[]) {
            if (entry.value < seen) continue;
            const moved = entry.sources.map(({ node, previousRect: was, currentRect: is }) => {
              const name = node instanceof Element ? `${node.localName}.${node.className}` : node?.nodeName;
              return `${name} from ${was.x},${was.y} to ${is.x},${is.y}`;
            });
            found.push(`${entry.value.toFixed(4)}: ${moved.join('; ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(found), 100));
      }),
    SEEN_SHIFT,
  );
}

/** Keeps a picture of the page in both themes for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(SHOTS, `${name}-${theme}.png`), fullPage: true });
  }
}
