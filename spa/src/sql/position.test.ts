import { expect, test } from 'vitest';
import { errorAt } from './position';

function marked(sql: string, message: string) {
  const span = errorAt(sql, message);
  return span && `${span.from} ${sql.slice(span.from, span.to)}`;
}

const near = (word: string, position: number) =>
  `ERROR: syntax error at or near "${word}"\n  Position: ${position}`;

test('positions are counted from one', () => {
  expect(marked('selec 1', near('selec', 1))).toBe('0 selec');
  expect(marked('select *\nform trips', near('trips', 15))).toBe('14 trips');
});

test('Redshift counts characters, and a taxi (🚕) is one', () => {
  expect(marked("select '🚕' x form y", near('form', 14))).toBe('14 form');
});

test('parameters before the place may have been replaced by numbers', () => {
  const sql = 'select :month, :a, :month form trips';
  expect(marked(sql, near('form', sql.indexOf('form') + 1))).toBe('26 form');
  expect(marked(sql, near('form', 'select $1, $2, $1 form'.length - 3))).toBe('26 form');
});

test('nothing is marked if another word is at the place', () => {
  expect(marked('select 1 form x', near('where', 3))).toBeNull();
  expect(marked('select 1', 'ERROR: relation "trips" does not exist')).toBeNull();
  expect(marked('', 'ERROR: syntax error at end of input\n  Position: 1')).toBeNull();
});

test('the end of the text marks its last character', () => {
  expect(marked('select (', 'ERROR: syntax error at end of input\n  Position: 9')).toBe('7 (');
});

test('without a word in the message, the word at the place is marked', () => {
  expect(marked('select wrong from x', 'ERROR: no such column Position: 8')).toBe('7 wrong');
});

// Reading any part of the text again would hang here for hours.
test.each(['at or near "', '"', 'Position: ', 'Position:', ' ', 'a', 'at or near "x"y', '\n'])(
  'a long message of %s is read once',
  (part) => {
    const message = `ERROR: syntax error at or near "a\n${part.repeat(1_000_000 / part.length)}`;
    errorAt('select a', message);
    errorAt(message, `${message}\n  Position: 8`);
    errorAt(':a '.repeat(100_000), `${part.repeat(100_000)}" Position: 99999`);
  },
  60_000,
);
