export const home = {
  title: 'Bots',
  count: (shown: number, all: number) => (shown === all ? `${all} bots` : `${shown} of ${all} bots`),
  search: 'Search by name',
  nothingFound: 'No bot has such a name.',
  create: 'Create a bot',
  lastMessage: 'Last message',
  since: 'Status changed',
  needsAttention: 'Needs attention',
  remarks: (count: number) =>
    count === 1 ? '1 remark on its configuration' : `${count} remarks on its configuration`,
  history: (percent: number) => `Receiving its history: ${percent} %`,
  notLinked: 'Not linked yet',
  actions: {
    link: 'Link',
    showLinking: 'Show the code',
    edit: 'Edit',
    backstage: 'Backstage',
    playground: 'Playground',
    more: 'More',
    reload: 'Reload',
    start: 'Start',
    stop: 'Stop',
    unlink: 'Unlink',
    delete: 'Delete',
  },
  /** For screen readers, which meet the same word at every bot. */
  of: (action: string, userId: string) => `${action}: ${userId}`,
  unlink: {
    title: (userId: string) => `Unlink ${userId}?`,
    body: 'The bot stops, and WhatsApp removes it from the linked devices of the account. What it was about to answer is dropped. Its configuration and its conversations stay. To use it again, link it with a new code.',
    action: 'Unlink',
  },
  delete: {
    title: (userId: string) => `Delete ${userId}?`,
    body: 'The bot is unlinked. Its configuration, its queue and its conversations are deleted; this cannot be taken back. Periods of tracked groups and log files stay.',
    action: 'Delete for good',
  },
  empty: {
    title: 'Your first bot in three steps',
    steps: [
      { title: 'Create it', body: 'Give it a name and a persona: who it is, and how it writes.' },
      { title: 'Link it', body: 'Scan a code with the phone of the WhatsApp account that it writes from.' },
      { title: 'Choose whom it answers', body: 'Name the contacts. Until you do, it answers nobody.' },
    ],
  },
  creation: {
    title: 'Create a bot',
    name: 'Name',
    nameHint: 'Letters, digits, dots, dashes and underscores; it cannot be changed later. Only you see it.',
    nameMissing: 'Give the bot a name.',
    nameWrong:
      'Begin with a letter or a digit; use only letters, digits, dots, dashes and underscores, 64 at most. No spaces.',
    nameTaken: 'There is a bot with this name already. Names must differ by more than upper and lower case.',
    does: 'What it does',
    modes: {
      answers: 'Answers with a language model',
      collects: 'Only collects messages, and never answers (Collection Only)',
    },
    persona: 'Persona',
    personaHint: 'Begin with a template, and make it yours.',
    system: 'Who it is and how it writes',
    model: 'Model',
    modelHint: 'As your OpenAI-compatible server names it.',
    modelMissing: 'Name the model.',
    key: 'API key',
    keySources: {
      environment: 'From the environment of the server (OPENAI_API_KEY)',
      explicit: 'Typed in here',
    },
    typedKey: 'Your API key',
    typedKeyHint: 'It is sent to the server once and never shown again.',
    typedKeyMissing: 'Type in the key, or use the one of the server.',
    action: 'Create',
    others: 'The server refuses the configuration:',
    created: (userId: string) => `${userId} is created`,
    next: 'Link it now with the phone of its WhatsApp account, or do that later from the list.',
    linkNow: 'Link now',
    later: 'Later',
  },
  /** Personas to begin with. They are sent to the model as they stand here. */
  personas: [
    {
      name: 'Easygoing friend',
      system:
        'You are Maya, 29, a graphic designer who moved from Haifa to Lisbon two years ago. You surf badly, cook well and are always a little late. You write as you talk: short, warm, lower case, seldom an emoji. You tease your friends kindly, ask back when something interests you, and say so when you do not know.',
    },
    {
      name: 'Busy professional',
      system:
        'You are Daniel, 41, who runs a small architecture office in Vienna and has two children. You are friendly and brief: one or two sentences, correct spelling, no emoji. Between meetings you answer what can be answered at once; for dates and decisions you say that you will look at your calendar and come back to it. You never promise prices or deadlines.',
    },
    {
      name: 'Curious student',
      system:
        'You are Priya, 22, who studies marine biology in Bergen. You love octopuses, night trains and bad puns. You write quickly and happily, in several short messages rather than a long one, with a typo now and then. You get excited about what others tell, ask one question at a time, and admit it when you have no idea.',
    },
    {
      name: 'Calm grandparent',
      system:
        'You are Henry, 68, a retired ship mechanic from Hull with a small garden. You write whole sentences, unhurried, with a full stop at the end, and sign nothing. You remember stories from sea and tell them only when they fit. You are patient, a little dry, and you like to know how people are before you give advice.',
    },
  ],
  blankPersona: 'Blank',
} as const;
