/** Ids are `<attempt>-<number>` and only ever grow: what is not newer was seen before. */
export function isNewEventId(id: string | null, lastId: string | null): boolean {
  if (id === null || lastId === null) return true;
  const [attempt = 0, number = 0] = id.split('-').map(Number);
  const [lastAttempt = 0, lastNumber = 0] = lastId.split('-').map(Number);
  return attempt === lastAttempt ? number > lastNumber : attempt > lastAttempt;
}
