/**
 * board-cache: boards as sorted sets in Redis, so that a rank among a million is read in a blink. Everything in it can
 * be thrown away: it is counted again from verdicts. It must never know how points are earned, who people are, or who
 * may look.
 */
export { BoardCacheModule } from './board-cache.module.js';
export {
  BoardCache,
  type BoardCacheSettings,
  type BoardState,
  type BoardUpdate,
  type SeenChange,
} from './board-cache.js';
export { CountedBoard } from './counted-board.js';
export type { BoardPage, Neighbourhood, PagePosition } from './place-rows.js';
