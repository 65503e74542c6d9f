import { useMemo } from 'react';
import type { Submission } from '../api';
import { linkToQuery, replaceAddress, type LinkArguments } from '../route';
import { sanitize } from '../sanitize';
import { getItem, setItem } from '../storage';
import { strings } from '../strings';
import type { Job, Query } from '../wire';
import { linkArguments, stillFitting, valuesOf, type Values } from './arguments';
import { RunForm } from './RunForm';

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string' || typeof each === 'boolean');

/** The storage key of a user's last values; they are deleted when the user signs out. */
export const valuesKey = (user: string) => `values.${user}`;

/** One query: its description and its form. Arguments from a link replace the remembered ones. */
export function QueryPanel({
  query,
  user,
  link,
  submit,
  onSubmitted,
}: {
  readonly query: Query;
  readonly user: string;
  readonly link: LinkArguments;
  readonly submit: (submission: Submission) => Promise<Job>;
  readonly onSubmitted: (job: Job) => void;
}) {
  const key = `${valuesKey(user)}.${query.name}`;
  const linked = useMemo(() => valuesOf(query, link), [query, link]);
  const hasLink = Object.keys(link).length > 0;

  return (
    <section className="card query" aria-labelledby="query-title">
      <a className="back" href="#/queries">
        ← {strings.queries.back}
      </a>
      <h2 id="query-title">
        <bdi>{query.title}</bdi>
      </h2>
      <p className="hint description">
        <bdi>{query.description}</bdi>
      </p>
      {linked.misfits.length > 0 && (
        <p className="notice" role="status">
          {strings.run.noFit} {misfitsInWords(linked.misfits)}
        </p>
      )}
      <RunForm
        query={query}
        values={hasLink ? linked.values : stillFitting(query, getItem(key, isValues) ?? {})}
        onValues={(values) => {
          setItem(key, values);
        }}
        submit={submit}
        onSubmitted={(job) => {
          replaceAddress(linkToQuery(query.name, linkArguments(query, job.arguments)));
          onSubmitted(job);
        }}
      />
    </section>
  );
}

/** Names from a link can be any text; a few of them are enough. */
function misfitsInWords(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => sanitize(name, 40));
  return [...some, ...(names.length > some.length ? ['…'] : [])].join(', ');
}
