import { describe, expect, it } from 'vitest';
import { ServerProcess } from './server-process.ts';

describe('The demo', () => {
  it('shows a conversation and ends by itself', async () => {
    const { code, stdout, stderr } = await ServerProcess.run({}, ['--demo']).ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('Ann      What is my name?\nDana     Your name is Ann.\n');
    expect(stdout).toContain('Queue    1 message collected from the stranger, who heard 0 answers\n');
  });
});
