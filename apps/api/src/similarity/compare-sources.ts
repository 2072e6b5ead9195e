import { FingerprintIndex, type FileEntry, type Pair } from '@dodona/dolos-core';
import type { LineRange } from '#contracts';
import type { TokenizedSource } from './tokenize-source.js';
import type { TimeSlices } from './time-slices.js';

export interface Likeness {
  /** Percent. */
  readonly similarity: number;
  readonly longest: number;
  readonly overlap: number;
}

export interface LikePair extends Likeness {
  readonly left: string;
  readonly right: string;
}

export interface CommonFragment {
  readonly left: LineRange[];
  readonly right: LineRange[];
}

/** Winnowing (Schleimer, Wilkerson, Aiken 2003): any 22 words in a row that two programs share are found. */
const WORDS_IN_FINGERPRINT = 15;
const FINGERPRINTS_IN_WINDOW = 8;

/** Pairs that are looked at closely, and those that are told of. */
const MOST_CANDIDATES = 300;
const MOST_PAIRS = 100;
const LEAST_PERCENT = 20;

/**
 * The most similar pairs, best first. What comes from the starter does not count, nor what half of everybody has: that is
 * how one solves this exercise.
 */
export async function compareSources(
  sources: readonly TokenizedSource[],
  starters: readonly TokenizedSource[],
  slices: TimeSlices,
): Promise<LikePair[]> {
  const index = await fillIndex(sources, starters, Math.max(10, Math.ceil(sources.length / 2)), slices);
  const ids = new Map(sources.map(({ id, file }) => [file.id, id]));
  const pairs: LikePair[] = [];
  for (const [left, right] of await findCandidates(index, slices)) {
    await slices.share();
    const likeness = measure(index.getPair(left.file, right.file));
    if (likeness.similarity < LEAST_PERCENT) continue;
    pairs.push({ left: ids.get(left.file.id)!, right: ids.get(right.file.id)!, ...likeness });
  }
  return pairs
    .sort((one, other) => other.similarity - one.similarity || other.longest - one.longest)
    .slice(0, MOST_PAIRS);
}

/** Two programs, with the lines that they have in common, longest first. */
export async function compareTwo(
  left: TokenizedSource,
  right: TokenizedSource,
  starters: readonly TokenizedSource[],
  slices: TimeSlices,
): Promise<Likeness & { readonly fragments: CommonFragment[] }> {
  const index = await fillIndex([left, right], starters, 2, slices);
  const pair = index.getPair(left.file, right.file);
  const fragments = pair
    .buildFragments()
    .sort((one, other) => other.pairs.length - one.pairs.length)
    .map(({ leftSelection, rightSelection }) => ({
      left: left.toLines(leftSelection),
      right: right.toLines(rightSelection),
    }));
  return { ...measure(pair), fragments };
}

async function fillIndex(
  sources: readonly TokenizedSource[],
  starters: readonly TokenizedSource[],
  commonTo: number,
  slices: TimeSlices,
): Promise<FingerprintIndex> {
  // The files of the starter count among those that have something in common.
  const most = commonTo + starters.length;
  const index = new FingerprintIndex(WORDS_IN_FINGERPRINT, FINGERPRINTS_IN_WINDOW, false, most);
  for (const { file } of starters) index.addIgnoredFile(file);
  for (const { file } of sources) {
    await slices.share();
    index.addFiles([file]);
  }
  return index;
}

/** By how many fingerprints they share, which is quick to count. */
async function findCandidates(
  index: FingerprintIndex,
  slices: TimeSlices,
): Promise<[FileEntry, FileEntry][]> {
  const entries = index.entries();
  const places = new Map(entries.map(({ file }, place) => [file.id, place]));
  const shared = new Uint32Array(entries.length * entries.length);
  for (const fingerprint of index.sharedFingerprints()) {
    await slices.share();
    if (fingerprint.ignored) continue;
    const having = fingerprint.files().map(({ id }) => places.get(id)!);
    for (const left of having) for (const right of having) shared[left * entries.length + right]! += 1;
  }
  const found: { pair: [FileEntry, FileEntry]; part: number }[] = [];
  for (const [left, one] of entries.entries()) {
    for (let right = left + 1; right < entries.length; right += 1) {
      const other = entries[right]!;
      const count = shared[left * entries.length + right]!;
      if (count > 0) found.push({ pair: [one, other], part: count / (one.shared.size + other.shared.size) });
    }
  }
  return found
    .sort((one, other) => other.part - one.part)
    .slice(0, MOST_CANDIDATES)
    .map(({ pair }) => pair);
}

function measure(pair: Pair): Likeness {
  const overlap = pair.leftCovered + pair.rightCovered;
  const all = countOwn(pair.leftEntry) + countOwn(pair.rightEntry);
  return {
    similarity: all === 0 ? 0 : Math.round((100 * overlap) / all),
    longest: pair.longest,
    overlap,
  };
}

/** The fingerprints of a program that count. */
const countOwn = ({ kgrams, ignored, file }: FileEntry): number =>
  [...ignored].reduce((rest, fingerprint) => rest - fingerprint.occurrencesOf(file).length, kgrams.length);
