import { strings } from '../strings';
import type { Job } from '../wire';

/** One step of a job. */
export interface Step {
  readonly name: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /**
   * Milliseconds since the step before; 0 for the first. Never negative, although clocks differ.
   */
  readonly after: number;
  /** How the end was learned, for the step that needs it. */
  readonly by: string | null;
}

/** What only this tab knows about the end of a job. */
export interface Seen {
  /**
   * When the server pushed the end, by the server's clock; null if it was not pushed to this tab.
   */
  readonly pushed: string | null;
  /** When the rows were visible, in milliseconds by the server's clock. */
  readonly painted: number | null;
}

/** The known steps, in the order in which they happen. */
export function stepsOf({ receipt }: Job, { pushed, painted }: Seen): readonly Step[] {
  if (receipt === null) {
    return [];
  }
  const { steps: names, messengers, toldBy } = strings.receipt;
  const { learnedFrom } = receipt;
  const by = learnedFrom === null ? null : (messengers[learnedFrom] ?? toldBy(learnedFrom));
  const known: readonly (readonly [string, number | null, string | null])[] = [
    [names.stored, moment(receipt.stored), null],
    [names.accepted, moment(receipt.accepted), null],
    [names.ended, moment(receipt.redshiftEnded), null],
    [names.learned, moment(receipt.learned), by],
    [names.pushed, moment(pushed), null],
    // Without a push the time of painting says nothing about the job: the page had asked for the
    // rows.
    [names.painted, pushed === null ? null : painted, null],
  ];
  const steps: Step[] = [];
  for (const [name, at, messenger] of known) {
    if (at !== null) {
      const before = steps.at(-1)?.at ?? at;
      steps.push({ name, at, after: Math.max(0, at - before), by: messenger });
    }
  }
  return steps;
}

function moment(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
