interface Database {
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

/** Queues a judged submission once more, so that its next verdict comes beside those it has. */
export async function sendRoundAgain(database: Database, submissionId: string): Promise<void> {
  await database.query(
    `UPDATE submissions SET status = 'queued', outcome = NULL, score = NULL, judged_at = NULL, tries = 0,
        not_before = clock_timestamp(), enqueued_at = clock_timestamp(), fault_code = NULL, fault_message = NULL
      WHERE id = $1 AND status = 'judged'`,
    [submissionId],
  );
}
