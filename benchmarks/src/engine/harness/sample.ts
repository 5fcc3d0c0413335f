/** One sample of one measurement: its name and options as arguments, the result as JSON on the standard output. */
const [name = '', options = '{}'] = process.argv.slice(2);

// What another measurement needs is not loaded: it would be in this one's memory.
const samples: Record<string, () => Promise<(options: never) => Promise<object>>> = {
  messages: async () => (await import('../measurements/messages.ts')).sampleMessages,
  'queue append': async () => (await import('../measurements/queue-append.ts')).sampleQueueAppend,
  'context build': async () => (await import('../measurements/context-build.ts')).sampleContextBuild,
  'idle bots': async () => (await import('../measurements/idle-bots.ts')).sampleIdleBots,
  'idle groups': async () => (await import('../measurements/idle-groups.ts')).sampleIdleGroups,
  'full queues': async () => (await import('../measurements/full-queues.ts')).sampleFullQueues,
  'tracking fill': async () => (await import('../measurements/tracking-query.ts')).sampleTrackingFill,
  'tracking query': async () => (await import('../measurements/tracking-query.ts')).sampleTrackingQuery,
  'heap growth': async () => (await import('../measurements/heap-growth.ts')).sampleHeapGrowth,
};

const load = samples[name];
if (load === undefined) throw new Error(`There is no measurement "${name}".`);
const sample = await load();
process.stdout.write(JSON.stringify(await sample(JSON.parse(options) as never)));
