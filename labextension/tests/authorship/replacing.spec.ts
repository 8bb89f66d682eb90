import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

import { replacements } from '../../src/authorship/replacing';
import { drawn, sheet } from './world';

/** The replacements as `[from, to, what was there]`; null if other changes were made too. */
function made(
  old: string,
  text: string,
  query: RegExp,
  put: string,
  isPattern = false
): unknown {
  const one = (found: string): string =>
    isPattern ? found.replace(query, put) : put;
  return (
    replacements(old, text, query, one)?.map(({ from, to, replaced }) => [
      text.slice(from, to),
      old.slice(...replaced)
    ]) ?? null
  );
}

describe('a search and replace', () => {
  it('is told apart from all that stayed, within words as well', () => {
    const old = 'df2 = df.df_copy()';
    const text = 'data2 = data.data_copy()';
    expect(made(old, text, /df/gim, 'data')).toEqual(
      Array(3).fill(['data', 'df'])
    );
  });

  it('may leave some of what was found, and keep its case', () => {
    const old = 'Total = total + TOTAL';
    expect(made(old, 'Total = sum + TOTAL', /total/gim, 'sum')).toEqual([
      ['sum', 'total']
    ]);
    expect(made(old, 'Sum = sum + SUM', /total/gim, 'sum')).toHaveLength(3);
  });

  it('may be made of what was found', () => {
    const text = 'b(a), d(c)';
    expect(made('a.b, c.d', text, /(\w)\.(\w)/gim, '$2($1)', true)).toEqual([
      ['b(a)', 'a.b'],
      ['d(c)', 'c.d']
    ]);
  });

  it('is not believed where anything else changed', () => {
    expect(made('a = 1', 'b = 2', /a/gim, 'b')).toBeNull();
    expect(made('a = a', 'b = ', /a/gim, 'b')).toBeNull();
  });
});

describe('prettier', () => {
  it('lays code out anew without taking it from its authors', async () => {
    const nb = await sheet('');
    const typed =
      'const total=values.reduce((sum,one)=>sum+one,0), size = values.length\n';
    nb.type(0, 0, typed);
    nb.complete(
      0,
      typed.length,
      'function mean( values ){ return values.length?total/size:"nothing" }'
    );
    const source = await format(nb.tracker(0).text, {
      parser: 'babel',
      singleQuote: true
    });
    nb.cell(0).sharedModel.setSource(source);
    const authors = [...drawn(nb)];
    const at = source.indexOf('function');
    const unknown = [...source].filter((_, i) => authors[i] === '.').join('');
    expect(source.split('\n').length).toBeGreaterThan(4);
    expect(authors.slice(0, at)).not.toContain('b');
    expect(authors.slice(at)).not.toContain('h');
    // What prettier itself put between the words of two authors.
    expect(unknown).toBe(';\n');
  });
});
