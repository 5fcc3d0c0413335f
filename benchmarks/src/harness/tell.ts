/** Says on the standard error what is being done; the standard output is for the tables. */
export function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
