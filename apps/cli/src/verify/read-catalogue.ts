import { loadCatalog } from '#exercise-catalog';
import { EXERCISES_DIR, getExercise, listExerciseFolders } from '../local/load-exercises.js';
import { describeCatalogue } from './describe-catalogue.js';
import { ProofLedger } from './proof-ledger.js';

/** docs/CATALOGUE.md as this clone's exercises and proofs make it. */
export async function readCatalogue(): Promise<string> {
  const ledger = new ProofLedger();
  const folders = await listExerciseFolders([], EXERCISES_DIR);
  const entries = await Promise.all(
    folders.map(async (dir) => {
      const loaded = await getExercise(dir, EXERCISES_DIR);
      return { ...loaded, proof: ledger.find(loaded) };
    }),
  );
  const { tracks } = await loadCatalog(EXERCISES_DIR);
  return describeCatalogue(entries, tracks);
}
