import { describe, expect, it } from 'vitest';
import { readQuery } from './query.ts';

describe('readQuery', () => {
  it.each([
    ['', []],
    ['?', []],
    ['?heartbeat=true', [['heartbeat', true]]],
    ['?heartbeat=false', [['heartbeat', false]]],
    ['?%68eartbeat=%74rue', [['heartbeat', true]]],
  ])('reads %j', (search, entries) => {
    expect([...readQuery(search, { heartbeat: 'flag' })]).toEqual(entries);
  });

  it.each([
    ['?beat=true', /knows: heartbeat/],
    ['?heartbeat=true&heartbeat=true', /more than once/],
    ['?heartbeat', /true or false/],
    ['?heartbeat=1', /true or false/],
    ['?heartbeat[$ne]=true', /unknown key/],
    ['?heartbeat[]=true', /unknown key/],
    ['?__proto__=true', /unknown key/],
    ['?constructor=true', /unknown key/],
    ['?token=secret', /unknown key/],
  ])('refuses %j', (search, detail) => {
    const read = () => readQuery(search, { heartbeat: 'flag' });
    expect(read).toThrow(expect.objectContaining({ status: 400, code: 'malformed_query' }));
    expect(read).toThrow(detail);
  });

  it('refuses every key where none is known', () => {
    expect(() => readQuery('?a=1', {})).toThrow('This call takes no query.');
  });
});
