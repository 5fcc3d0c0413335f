import { describe, expect, it } from 'vitest';
import type { ChatRequestMessage } from './llm-request.ts';
import { scriptedBrain } from './scripted-brain.ts';

const user = (content: string): ChatRequestMessage => ({ role: 'user', content });
const assistant = (content: string): ChatRequestMessage => ({ role: 'assistant', content });
const system = (content: string): ChatRequestMessage => ({ role: 'system', content });

function answerTo(...messages: ChatRequestMessage[]): string {
  return scriptedBrain({ body: { model: 'brain', messages } });
}

describe('scriptedBrain', () => {
  it.each([
    ['My name is Noa', 'Nice to meet you, Noa!'],
    ['hello there', 'Hi! How are you?'],
    ['Dana: hey', 'Hi! How are you?'],
    ['how are you?', 'Pretty good, thanks. And you?'],
    ['great, thanks', 'Any time!'],
    ['bye now', 'Talk soon!'],
    ['repeat: one two', 'one two'],
    ['no need to answer', 'NO_REPLY'],
    ['shall we meet at six?', 'Good question. What do you think?'],
    ['the shop is closed', 'You said: the shop is closed'],
    ['what is my name?', 'I do not know your name yet.'],
    ['who are you?', 'Just me.'],
  ])('answers %j with %j', (line, answer) => {
    expect(answerTo(user(line))).toBe(answer);
  });

  it('recalls the name that a user gave last', () => {
    const earlier = [user('call me Ann'), assistant('my name is Bot'), user('my name is Bea')];
    expect(answerTo(...earlier, assistant('ok'), user("what's my name?"))).toBe('Your name is Bea.');
    expect(answerTo(...earlier, assistant('ok'), user('hi'))).toBe('Hi Bea! How are you?');
  });

  it('counts the messages it was sent without the system message', () => {
    const question = user('how many messages do you see?');
    expect(answerTo(system('You are Dana.'), question)).toBe('I see 1 message.');
    expect(answerTo(system('You are Dana.'), user('a'), assistant('b'), question)).toBe('I see 3 messages.');
  });

  it('introduces itself by the persona', () => {
    expect(answerTo(system('You are Dana, 31, Tel Aviv.'), user('who are you?'))).toBe('I am Dana.');
  });

  it('answers the last line, not the notes above it', () => {
    expect(answerTo(user('[Sat 14:05; you are writing with "Ann"]\nthanks\n'))).toBe('Any time!');
  });
});
