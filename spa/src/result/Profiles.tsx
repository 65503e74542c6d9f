import { useEffect, useState, useSyncExternalStore } from 'react';
import { isNumeric, kindOf, shown } from '../rows/columns';
import type { Profile } from '../rows/profile';
import type { Amount } from '../rows/Sum';
import type { SheetView } from '../rows/SheetView';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';

const words = strings.profile;

/** The numbers and the histogram of each column. */
export default function Profiles({ sheet }: { readonly sheet: SheetView }) {
  useSyncExternalStore(sheet.subscribe, sheet.outline);
  const [profiles, setProfiles] = useState<readonly Profile[] | null>(null);
  const { count } = sheet;
  useEffect(() => {
    let open = true;
    // While pages arrive quickly, counting again for each of them would never end.
    const timer = setTimeout(() => {
      sheet.profile().then(
        (found) => {
          if (open) {
            setProfiles(found);
          }
        },
        () => undefined,
      );
    }, 150);
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, [sheet, count]);

  return (
    <div className="profile-list" role="list" aria-busy={profiles === null}>
      {sheet.columns.map((column, index) => (
        <div className="profile" role="listitem" key={index}>
          <h3>
            <bdi>{column.name}</bdi> <span className="hint">{column.type}</span>
          </h3>
          <Facts column={column} profile={profiles?.[index]} />
        </div>
      ))}
    </div>
  );
}

function Facts({
  column,
  profile,
}: {
  readonly column: Column;
  readonly profile: Profile | undefined;
}) {
  if (profile === undefined) {
    return <i className="skeleton profile-skeleton" aria-label={words.counting} />;
  }
  const count = (number: number) => number.toLocaleString();
  const value = (cell: Cell) => (cell === null ? '–' : shown(cell, column));
  const distinct = count(profile.distinct);
  const amount = ({ text, isExact }: Amount) =>
    isExact ? shown(text, column) : words.about(shown(text, column));
  const facts: readonly (readonly [string, string, string?])[] = [
    [words.nulls, count(profile.nulls)],
    [words.distinct, profile.isMore ? words.atLeast(distinct) : distinct],
    [words.least, value(profile.least), String(profile.least)],
    [words.greatest, value(profile.greatest), String(profile.greatest)],
    ...(
      [
        [words.total, profile.total],
        [words.mean, profile.mean],
      ] as const
    ).flatMap(([name, found]) =>
      found === null ? [] : [[name, amount(found), found.text] as const],
    ),
  ];
  return (
    <>
      <Histogram profile={profile} column={column} />
      <dl>
        {facts.map(([name, text, exact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={isNumeric(column) ? 'number' : undefined} title={exact?.slice(0, 2_000)}>
              <bdi>{text.slice(0, 80)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const tall = 28;

function Histogram({
  profile: { histogram, least, greatest, name },
  column,
}: {
  readonly profile: Profile;
  readonly column: Column;
}) {
  if (kindOf(column) === 'text' || histogram.length === 0) {
    return null;
  }
  const most = Math.max(...histogram, 1);
  return (
    <svg
      className="histogram"
      viewBox={`0 0 ${histogram.length * 10} ${tall}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.histogram(name, String(least), String(greatest))}
    >
      {histogram.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(1, (count / most) * tall);
        return (
          <rect key={index} x={index * 10 + 0.5} y={tall - height} width={9} height={height} />
        );
      })}
    </svg>
  );
}
