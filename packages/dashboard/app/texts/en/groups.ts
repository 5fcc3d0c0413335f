const count = (number: number, one: string, many: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

const FORMATS = { json: 'JSON', jsonl: 'JSON Lines', md: 'Markdown' } as const;

/** Of tracked groups: where they are chosen, and where their periods are read. */
export const groups = {
  input: {
    none: 'No group is tracked.',
    add: 'Track a group',
    remove: (name: string) => `Remove ${name}`,
    removeShort: 'Remove',
  },
  picker: {
    label: 'Group',
    search: 'Search groups',
    loading: 'Asking WhatsApp for the groups …',
    none: 'There is no other group.',
    add: 'Add',
    refresh: 'Ask again',
    notConnected: 'Groups can be picked only while the bot is connected. Link or start it, then try again.',
  },
  schedule: {
    label: 'A period ends',
    kinds: {
      hourly: 'every hour',
      daily: 'every day',
      weekdays: 'Monday to Friday',
      weekly: 'every week',
      monthly: 'every month',
      custom: 'by a cron expression',
    },
    weekday: 'Day',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    day: 'Day of the month',
    time: 'Time',
    expression: 'Cron expression',
    expressionHint: 'Minute, hour, day of month, month, day of week; with seconds in front if you like.',
    next: (zone: string) => `Next, in ${zone}:`,
    serverZone:
      'No time zone is set for this bot, so its server decides; its zone may be another than yours.',
    fields: (number: number) =>
      `This has ${count(number, 'field', 'fields')}. Five are expected: minute, hour, day of month, month, day of week; or six with seconds in front.`,
    never: 'This never comes, like the 31st of February.',
    wrong: (reason: string) => `This can not be read: ${reason}`,
  },
  digest: {
    enabled: 'Sum up each period',
    prompt: 'What the summary should look at',
    promptHint: 'Leave it empty for a plain summary.',
    deliverTo: 'Send it to',
    deliverToHint:
      '“self” is your chat with yourself; or the number, id or saved name of a contact who has written before.',
  },
  page: {
    group: 'Group',
    none: 'This bot tracks no group yet.',
    edit: 'Choose groups to track',
  },
  periods: {
    search: 'Search in what is shown',
    day: 'Up to the day',
    shown: (periods: number) => `${count(periods, 'period', 'periods')} shown`,
    found: (hits: number, periods: number) =>
      `${count(hits, 'hit', 'hits')} in ${count(periods, 'period', 'periods')}`,
    none: 'There is no period here yet. The first comes when its time is over.',
    messages: (number: number) => count(number, 'message', 'messages'),
    late: (number: number) => `${number} late`,
    arrivedLate: 'Arrived late',
    hits: (number: number) => count(number, 'hit', 'hits'),
    older: 'Show older periods',
    digest: 'Summary',
    silence: 'Nobody said anything.',
  },
  menu: {
    formats: FORMATS,
    exportAs: (format: keyof typeof FORMATS) => `Save what is shown as ${FORMATS[format]}`,
    delete: 'Delete',
    deleteTitle: (periods: number) => `Delete ${count(periods, 'period', 'periods')}?`,
    deleteHint: 'What was said in the periods that are shown is deleted for good.',
    deleted: (number: number) => `${count(number, 'period was', 'periods were')} deleted.`,
  },
} as const;
