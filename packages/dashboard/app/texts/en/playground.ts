const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Of the page where a copy of a bot is talked to. */
export const playground = {
  hint: 'You talk to a copy of the bot, as a contact would: with its persona, its limits and its rhythm. Nothing reaches WhatsApp, and nothing of it is kept. Calls of the model are real, and cost what they cost.',
  startOver: 'Start over',
  edit: 'Edit the bot',
  collectionOnly: 'This bot has no language model: it collects, and never answers.',
  problem: (message: string) => `It does not answer: ${message}`,
  stale: 'The bot was saved since. Your next message starts over, with what is stored now.',
  notSupported: 'This server offers no playground: its program gives none to createApiRouter.',
  chat: {
    title: 'Conversation',
    messages: 'Messages',
    empty: 'Say something, and see what it answers.',
    answering: 'It is answering …',
    you: 'You',
    bot: 'Bot',
  },
  say: {
    label: 'Your message',
    hint: 'Enter sends, Shift and Enter begins a new line. Several in a row are answered together.',
    action: 'Send',
  },
  turns: {
    title: 'What it thought',
    none: 'With each answer you see here what the model was asked, and what that took.',
    took: (milliseconds: number) => `after ${seconds(milliseconds)}`,
    reason: (reason: string) => `Why: ${reason}`,
    stages: {
      thinking: 'Thinking',
      decided: 'Writing',
      answered: 'Answered',
      failed: 'Failed',
      silent: 'Said nothing',
      skipped: 'Too late',
      dropped: 'Dropped',
      parked: 'Given up',
    },
  },
  call: {
    model: 'Model',
    time: 'Time',
    input: 'In',
    output: 'Out',
    seconds,
    tokens: (all: number, cached: number) =>
      cached === 0 ? `${all} tokens` : `${all} tokens, ${cached} of them cached`,
    written: (all: number, reasoning: number) =>
      reasoning === 0 ? `${all} tokens` : `${all} tokens, ${reasoning} of them reasoning`,
    problem: (problem: string) => `The model did not answer: ${problem}`,
    prompt: (count: number) => (count === 1 ? 'Prompt: 1 message' : `Prompt: ${count} messages`),
    roles: { system: 'Persona', user: 'Contact', assistant: 'Bot' },
    copy: 'Copy as JSON',
    copied: 'Copied',
  },
} as const;
