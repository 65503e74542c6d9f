// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { strings } from '../strings';
import { render, screen } from '../test/render';
import { example } from '../test/samples';
import { parseJob } from '../wire';
import { ReceiptLine } from './ReceiptLine';

const seen = { pushed: null, painted: null };

test('the receipt says how long runs of the query usually took, if that is known', () => {
  const { rerender } = render(<ReceiptLine job={parseJob(example('job-running'))} seen={seen} />);
  expect(screen.getByText(strings.usual.known('12 s')).textContent).toContain('12 s');

  rerender(<ReceiptLine job={parseJob(example('job-finished'))} seen={seen} />);
  expect(screen.queryByText(/usually/)).toBeNull();
});

test('a job that another job’s statement serves says so, and no other does', () => {
  const { rerender } = render(<ReceiptLine job={parseJob(example('job-shared'))} seen={seen} />);
  expect(screen.getByText(strings.receipt.shared).textContent).toBe(strings.receipt.shared);

  rerender(<ReceiptLine job={parseJob(example('job-finished'))} seen={seen} />);
  expect(screen.queryByText(strings.receipt.shared)).toBeNull();
});
