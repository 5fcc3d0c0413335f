/** Ends the process as SIGKILL from outside would in this very moment; never resolves. */
export function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => {});
}
