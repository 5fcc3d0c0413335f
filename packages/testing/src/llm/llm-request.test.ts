import { describe, expect, it } from 'vitest';
import { parseChatRequest } from './llm-request.ts';

const parse = (body: unknown) => parseChatRequest(JSON.stringify(body));

describe('parseChatRequest', () => {
  it('keeps every parameter', () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0.5, top_k: 3 };
    expect(parse(body)).toEqual(body);
  });

  it.each([
    ['no object', [], 'JSON object'],
    ['no model', { messages: [{ role: 'user', content: 'hi' }] }, "'model'"],
    ['no messages', { model: 'm', messages: [] }, "'messages'"],
    ['an unknown role', { model: 'm', messages: [{ role: 'developer', content: 'hi' }] }, 'messages[0].role'],
    ['content in parts', { model: 'm', messages: [{ role: 'user', content: [] }] }, 'messages[0].content'],
    ['a name', { model: 'm', messages: [{ role: 'user', content: 'hi', name: 'Ann' }] }, 'messages[0].name'],
  ])('refuses %s', (_case, body, part) => {
    expect(parse(body)).toContain(part);
  });

  it('refuses what is no JSON', () => {
    expect(parseChatRequest('{')).toContain('JSON object');
  });
});
