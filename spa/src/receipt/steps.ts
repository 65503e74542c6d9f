import { strings } from '../strings';
import type { Job } from '../wire';

/** One step of the line, as this job took it. */
export interface Step {
  readonly name: string;
  /** In milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** Milliseconds since the step before; 0 for the first. Never negative: clocks differ. */
  readonly after: number;
  /** What brought the news, where that is to be said. */
  readonly by: string | null;
}

/** What only this tab knows of a job's ending. */
export interface Seen {
  /** When the server pushed it, by its own clock; null where it wasn't pushed to this tab. */
  readonly pushed: string | null;
  /** When its rows were on the screen, in milliseconds by the server's clock. */
  readonly painted: number | null;
}

/** The steps that are known, in the order in which they happen. */
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
    // Without the push, painting says nothing about the line: the rows were asked for.
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
