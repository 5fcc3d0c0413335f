/**
 * Runs the benchmarks in fresh processes and prints their tables: `--only` with `engine`, `stores`, `api`, `dashboard` or
 * `whole-path` for one part, `--short` for less than a minute, whose figures only tell whether something broke.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchApi, FULL_API, SHORT_API } from './api/bench-api.ts';
import { benchDashboard, FULL_DASHBOARD, SHORT_DASHBOARD } from './dashboard/bench-dashboard.ts';
import { benchEngine } from './engine/bench-engine.ts';
import { FULL, SHORT } from './engine/scale.ts';
import { benchStores, FULL_STORES, SHORT_STORES } from './stores/bench-stores.ts';

const PARTS = ['engine', 'stores', 'api', 'dashboard', 'whole-path'];

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { only: { type: 'string' }, short: { type: 'boolean', default: false } },
});
if (values.only !== undefined && !PARTS.includes(values.only)) {
  throw new Error(`--only takes ${PARTS.join(', ')}, not "${values.only}".`);
}

const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, ${values.short ? 'short run' : 'full run'}\n`,
);
const isWanted = (part: string) => values.only === undefined || values.only === part;
if (isWanted('engine')) {
  console.log(`## Engine\n\n${await benchEngine(values.short ? SHORT : FULL)}\n`);
}
if (isWanted('stores')) {
  console.log(`## Stores\n\n${await benchStores(values.short ? SHORT_STORES : FULL_STORES)}\n`);
}
if (isWanted('api')) {
  console.log(`## API\n\n${await benchApi(values.short ? SHORT_API : FULL_API)}\n`);
}
if (isWanted('dashboard')) {
  console.log(`## Dashboard\n\n${await benchDashboard(values.short ? SHORT_DASHBOARD : FULL_DASHBOARD)}\n`);
}
if (isWanted('whole-path')) {
  console.log('## Whole path\n');
  await benchWholePath(values.short ? ['--links', '2', '--messages', '30'] : []);
}

/** In a process of its own: Baileys and the servers would be in the memory of everything else. */
async function benchWholePath(options: readonly string[]): Promise<void> {
  const program = fileURLToPath(new URL('whole-path.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, ...options], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The whole path ended with ${code}.`);
}
