import { expect, test } from 'vitest';
import { namesIn } from './placeholders';

test.each([
  ['select :a, :b_2, :a', ['a', 'b_2']],
  ["select ':no', 'it''s :no', :yes", ['yes']],
  ['select ":no", "a"":no", :yes', ['yes']],
  ['select 1 -- :no\n, :yes', ['yes']],
  ['select /* :no\n :no */ :yes', ['yes']],
  ['select $$ :no $$, $x$ :no $$ :no $x$, :yes', ['yes']],
  ['select day::date, :day::date, a::int', ['day']],
  ['select :1, : a', []],
  ["select 'open :yes", ['yes']],
  ["select 'it''s :yes", ['yes']],
  ['', []],
])('%s', (sql, names) => {
  expect(namesIn(sql)).toEqual(names);
});
