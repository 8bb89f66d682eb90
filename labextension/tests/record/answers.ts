/** What the front end says by each rule that the Python side keeps too. */

import { fromSpans, toSpans } from '../../src/authorship/codepoints';
import { realign } from '../../src/authorship/realign';
import type {
  Activity,
  Delivery,
  Quantity,
  Review,
  Span
} from '../../src/record';
import { add } from '../../src/record/cost';
import {
  canonicalJson,
  outputsDigest,
  sha256Text
} from '../../src/record/digest';
import { scaled } from '../../src/record/figures';
import { fold, foldNotebook } from '../../src/record/fold';
import { Placing, type IPlace } from '../../src/record/placing';
import { readKept, readRecord } from '../../src/record/reading';
import { redact } from '../../src/record/redact';
import { orcidOf, reviewState } from '../../src/record/review';
import {
  cellCounts,
  cellOrigin,
  claim,
  declare,
  effectiveSpans,
  fill,
  normal
} from '../../src/record/spans';
import { READ, type Wire } from './views';

/** By what is given and, of a rule that the server alone keeps, what it sent. */
type Answer = (given: never, wire: Wire) => unknown;

interface ISpansGiven {
  call: string;
  spans: Span[];
  length: number;
  start: number;
  end: number;
  by: 'ai' | 'human';
  record: never;
  source: string;
  activity: Activity;
}

function spansRule(given: ISpansGiven): unknown {
  const { call, spans, start, end, by, record, source } = given;
  switch (call) {
    case 'normal':
      return normal(spans, given.length);
    case 'claim':
      return claim(spans, start, end, by, record);
    case 'fill':
      return fill(spans, start, end, by, record);
    case 'declare':
      return declare(source, record, given.activity);
    default:
      return {
        spans: effectiveSpans(source, record),
        counts: cellCounts(source, record),
        origin: cellOrigin(source, record)
      };
  }
}

interface IFoldGiven {
  fold: 'cell' | 'notebook';
  source: string;
  before: unknown;
  deliveries: unknown[];
}

function folded(given: IFoldGiven): unknown {
  const deliveries = given.deliveries.map(
    raw => readRecord(raw, 'Delivery').record
  );
  return given.fold === 'notebook'
    ? deliveries.reduce(
        (record, one) => foldNotebook(record, one, !one.cell),
        readKept(given.before, 'NotebookRecord')
      )
    : deliveries.reduce(
        (record, one) => fold(record, one, given.source),
        readKept(given.before, 'CellRecord')
      );
}

interface IPlacingGiven {
  cells: {
    id: string;
    type: string;
    source: string;
    execution_count: number | null;
    run: string | null;
  }[];
  deliveries: [Delivery, number | null][];
}

function placed({ cells, deliveries }: IPlacingGiven): unknown {
  const places = cells.map((cell): IPlace => ({
    id: cell.id,
    isCode: cell.type === 'code',
    source: cell.source,
    executionCount: cell.execution_count,
    run: cell.run
  }));
  const placing = new Placing(places);
  return deliveries.map(([delivery, at]) =>
    at === null ? placing.ofRow(delivery) : placing.ofOutput(delivery, at)
  );
}

function digest(given: {
  text?: string;
  json?: string;
  outputs?: unknown[];
}): unknown {
  if (given.text !== undefined) {
    return sha256Text(given.text);
  }
  return given.json === undefined
    ? outputsDigest(given.outputs ?? [])
    : canonicalJson(JSON.parse(given.json));
}

const ROOTS = {
  cell: 'CellRecord',
  output: 'OutputRecord',
  notebook: 'NotebookRecord',
  delivery: 'Delivery'
} as const;

export const ANSWERS: Readonly<Record<string, Answer>> = {
  edits: (given: { old: string; new: string; spans: Span[] }) => {
    const ranges = fromSpans(given.old, given.spans);
    return toSpans(given.new, realign({ text: given.old, ranges }, given.new));
  },
  spans: spansRule,
  fold: folded,
  cost: ({ a, b }: { a: Quantity | null; b: Quantity | null }) => {
    try {
      return add(a, b);
    } catch {
      return 'units';
    }
  },
  units: (given: Quantity) => scaled(given),
  placing: placed,
  reading: (given: { type: keyof typeof ROOTS; raw: unknown }) => {
    const { record, invalid } = readRecord(given.raw, ROOTS[given.type]);
    return { record, invalid: invalid.map(one => [one.path, one.value]) };
  },
  digest,
  review: (given: {
    review: Review | null;
    source: string;
    outputs: unknown[];
  }) => reviewState(given.review, given.source, given.outputs),
  redaction: ({ text }: { text: string }) => redact(text),
  orcid: ({ text }: { text: string }) => orcidOf(text),
  ...READ
};
