/** The panel's question: what a variable, an output or a file derives from. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Link, Subject, Subjects } from '../report';
import { MarksBadge } from './marks';
import { Section } from './section';

interface IProps {
  readonly trans: TranslationBundle;
  readonly subjects: Subjects;
  readonly asked: Subject | null;
  /** The answer; null while it is awaited. */
  readonly links: readonly Link[] | null;
  readonly onAsk: (subject: Subject | null) => void;
  readonly onGo: (index: number) => void;
}

export function Lineage(props: IProps): React.ReactElement | null {
  const { trans, asked, links, onAsk } = props;
  const { names, files, outputs } = props.subjects;
  if (!names.length && !files.length && !outputs.length) {
    return null;
  }
  const groups: readonly [string, readonly [Subject, string][]][] = [
    [trans.__('Variables'), names.map(text => [named('name', text), text])],
    [
      trans.__('Outputs'),
      outputs.map(({ cell, at, index }) => [
        shown(cell, index),
        trans.__('cell %1, output %2', at + 1, index + 1)
      ])
    ],
    [trans.__('Files'), files.map(text => [named('file', text), text])]
  ];
  return (
    <Section
      name="lineage"
      title={trans.__('What does it derive from?')}
      className="jp-aiprov-Lineage"
    >
      <select
        className="jp-mod-styled"
        name="lineage-subject"
        aria-label={trans.__('A variable, an output or a file')}
        value={asked ? JSON.stringify(asked) : ''}
        onChange={({ target: { value } }) =>
          onAsk(value ? (JSON.parse(value) as Subject) : null)
        }
      >
        <option value="">{trans.__('Choose…')}</option>
        {groups
          .filter(([, options]) => options.length)
          .map(([label, options]) => (
            <optgroup key={label} label={label}>
              {options.map(([subject, text]) => {
                const value = JSON.stringify(subject);
                return (
                  <option key={value} value={value}>
                    {text}
                  </option>
                );
              })}
            </optgroup>
          ))}
      </select>
      {asked && links && <Answer {...props} links={links} />}
    </Section>
  );
}

function named(kind: 'name' | 'file', text: string): Subject {
  return { kind, text, cell: null, index: null };
}

/** An output of a cell, by the cell's id and its place among the visible ones. */
export function shown(cell: string, index: number): Subject {
  return { kind: 'output', text: '', cell, index };
}

const ROW = 40;
const GUTTER = 36;

/** The subject first, below it what it was made from, back to what is known first. */
function Answer({
  trans,
  links,
  onGo
}: IProps & { links: readonly Link[] }): React.ReactElement {
  if (!links.length) {
    return (
      <p className="jp-aiprov-Quiet" role="status">
        {trans.__('No recorded run made it.')}
      </p>
    );
  }
  const rows = [...links].reverse();
  const byId = new Map(rows.map((link, row) => [link.id, { link, row }]));
  return (
    <div className="jp-aiprov-Rail" role="status">
      <Arcs rows={rows} rowOf={id => byId.get(id)?.row ?? 0} />
      <ol>
        {rows.map(link => (
          <li key={link.id} style={{ height: ROW }}>
            <Row
              trans={trans}
              link={link}
              from={link.sources
                .map(({ id, through }) => {
                  const source = byId.get(id)?.link;
                  return source ? sourceWord(trans, source, through) : '';
                })
                .join(', ')}
              onGo={onGo}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Arcs({
  rows,
  rowOf
}: {
  rows: readonly Link[];
  rowOf: (id: string) => number;
}): React.ReactElement {
  const middle = (row: number): number => row * ROW + ROW / 2;
  return (
    <svg
      width={GUTTER}
      height={rows.length * ROW}
      viewBox={`0 0 ${GUTTER} ${rows.length * ROW}`}
      aria-hidden="true"
    >
      {rows.flatMap((link, row) =>
        link.sources.map(({ id }) => {
          const other = rowOf(id);
          const x = GUTTER - 6;
          const bend = x - Math.min(GUTTER - 8, 5 + 5 * (other - row));
          const [from, to] = [middle(row), middle(other)];
          return (
            <path
              key={`${link.id} ${id}`}
              d={`M${x} ${from}C${bend} ${from} ${bend} ${to} ${x} ${to}`}
            />
          );
        })
      )}
      {rows.map(({ id, kind }, row) =>
        kind === 'file' || kind === 'data' ? (
          <rect
            key={id}
            className={`jp-mod-${kind}`}
            x={GUTTER - 10}
            y={middle(row) - 4}
            width={8}
            height={8}
          />
        ) : (
          <circle
            key={id}
            className={`jp-mod-${kind}`}
            cx={GUTTER - 6}
            cy={middle(row)}
            r={4}
          />
        )
      )}
    </svg>
  );
}

function Row({
  trans,
  link,
  from,
  onGo
}: {
  trans: TranslationBundle;
  link: Link;
  from: string;
  onGo: (index: number) => void;
}): React.ReactElement {
  const { kind, text, cell, marks } = link;
  const below = from
    ? trans.__('from %1', from)
    : kind === 'lost'
      ? cell === null
        ? trans.__('made by a run that is no longer recorded')
        : trans.__('made by an earlier run of cell %1', cell + 1)
      : kind === 'file'
        ? trans.__('not written by this notebook')
        : '';
  const inside = (
    <>
      <span className="jp-aiprov-Rail-text">
        {kind === 'cell' && cell !== null && (
          <span className="jp-aiprov-Cells-number">{cell + 1}</span>
        )}
        {kind === 'output' && cell !== null ? (
          <span>{trans.__('cell %1, output %2', cell + 1, text)}</span>
        ) : (
          <code>{text || '…'}</code>
        )}
        <MarksBadge marks={marks} />
      </span>
      {below && <small>{below}</small>}
    </>
  );
  const title = [text, below].filter(Boolean).join('\n');
  return cell === null ? (
    <div title={title}>{inside}</div>
  ) : (
    <button type="button" title={title} onClick={() => onGo(cell)}>
      {inside}
    </button>
  );
}

function sourceWord(
  trans: TranslationBundle,
  { kind, text, cell }: Link,
  through: readonly string[]
): string {
  if (kind !== 'cell' || cell === null) {
    return text;
  }
  const word = trans.__('cell %1', cell + 1);
  return through.length ? `${through.join(', ')} (${word})` : word;
}
