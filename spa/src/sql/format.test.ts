import { expect, test } from 'vitest';
import { formatted } from './format';
import { namesIn } from './placeholders';

test('each clause gets its own line, and words stay as they were written', () => {
  expect(formatted('select a, b from t where c = 1')).toBe(
    'select\n  a,\n  b\nfrom\n  t\nwhere\n  c = 1',
  );
});

test('parameters, casts, texts and comments are kept', () => {
  const sql = "select day::date, ':x' from t -- about :y\nwhere day = :day::date";
  const result = formatted(sql);
  expect(namesIn(result)).toEqual(['day']);
  expect(result).toContain('day::date');
  expect(result).toContain("':x'");
  expect(result).toContain('-- about :y');
});

test('text that is not SQL is refused, so that nothing is lost', () => {
  expect(() => formatted("select 'open")).toThrow();
});

// Without a limit each would keep the library busy for minutes, or fill the memory.
test.each(['(', 'case when ', 'f(', '[', ';', '1,', '/*a', "'", 'select '])(
  'a long text of %s is left as it is',
  (part) => {
    expect(() => formatted(`select ${part.repeat(100_000 / part.length)}`)).toThrow();
    expect(() => formatted(`select ${'('.repeat(51)}1${')'.repeat(51)}`)).toThrow('too deep');
  },
  60_000,
);

test('ordinary SQL is not too deep', () => {
  expect(formatted(`select ${'(case when a then ('.repeat(5)}1${') end)'.repeat(5)}`)).toMatch(
    /^select/,
  );
});
