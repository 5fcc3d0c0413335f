/** One sample of one measurement: its name and options as arguments, the result as JSON on the standard output. */
const [name = '', options = '{}'] = process.argv.slice(2);

// What another measurement needs is not loaded: it would be in this one's memory.
const samples: Record<string, () => Promise<(options: never) => Promise<object>>> = {
  messages: async () => (await import('../engine/measurements/messages.ts')).sampleMessages,
  'queue append': async () => (await import('../engine/measurements/queue-append.ts')).sampleQueueAppend,
  'context build': async () => (await import('../engine/measurements/context-build.ts')).sampleContextBuild,
  'idle bots': async () => (await import('../engine/measurements/idle-bots.ts')).sampleIdleBots,
  'idle groups': async () => (await import('../engine/measurements/idle-groups.ts')).sampleIdleGroups,
  'full queues': async () => (await import('../engine/measurements/full-queues.ts')).sampleFullQueues,
  'tracking fill': async () => (await import('../engine/measurements/tracking-query.ts')).sampleTrackingFill,
  'tracking query': async () =>
    (await import('../engine/measurements/tracking-query.ts')).sampleTrackingQuery,
  'store writes': async () => (await import('../stores/sample-writes.ts')).sampleWrites,
  'heap growth': async () => (await import('../engine/measurements/heap-growth.ts')).sampleHeapGrowth,
};

const load = samples[name];
if (load === undefined) throw new Error(`There is no measurement "${name}".`);
const sample = await load();
process.stdout.write(JSON.stringify(await sample(JSON.parse(options) as never)));
