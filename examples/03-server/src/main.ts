import { ImposterError } from '@chat-imposter/core';
import { readEnvironment, StartError } from './environment.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';
import { endOnSignal } from './shutdown.ts';

const USAGE = 'usage: npm start [-- --demo [--keep]]';

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((argument) => argument !== '--demo' && argument !== '--keep');
  if (unknown !== undefined) throw new StartError(`unknown argument "${unknown}"; ${USAGE}`);
  if (args.includes('--keep') && !args.includes('--demo'))
    throw new StartError(`--keep needs --demo; ${USAGE}`);
  if (args.includes('--demo')) {
    const { runDemo } = await import('./demo.ts');
    await runDemo({ keep: args.includes('--keep'), print: (line) => process.stdout.write(`${line}\n`) });
    // Baileys leaves a timer of 30 s behind after a first login (uploadPreKeys in lib/Socket/socket.js).
    process.exit(0);
  }
  await serve();
}

async function serve(): Promise<void> {
  const settings = readEnvironment(process.env);
  const logger = createLog(settings.logLevel);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a rejection was not handled');
    process.exit(1);
  });
  const starting = startServer(settings, logger);
  endOnSignal(
    async () => (await starting).close(),
    (error) => logger.fatal({ err: error }, 'the server did not end cleanly'),
  );
  const { url } = await starting;
  logger.info({ url, dataDirectory: settings.dataDirectory }, 'the server listens');
}

/** Mistakes that a person can mend are one line; anything else is a defect and keeps its stack. */
function explain(error: unknown): string {
  return error instanceof StartError || ImposterError.is(error)
    ? (error as Error).message
    : String((error as Error).stack);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
