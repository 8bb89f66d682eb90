// Generated from the structs of report/shown.py; do not edit.
// python -m jupyter_aiprov.report.schema --write

import type { Diagnostic, Quantity } from './record';

/**
 * The overview of an open notebook at one revision, and what the subject asked derives from.
 *
 * `links` name sources before what is made from them, the subject last; none where no recorded
 * run made it, or nothing was asked.
 */
export interface Answer {
  readonly revision: number;
  readonly overview: Overview;
  readonly links: readonly Link[];
}

/**
 * What there is to say of a notebook in all; every figure is one of the Report.
 *
 * `energy` and `carbon` are of this machine over `runs`, of which `unavailable` are not
 * in the sum. `outcomes_of` holds what became of suggestions by activity; `cells` those of
 * which there is something to say.
 */
export interface Overview {
  readonly authorship: Characters;
  readonly origins: Origins;
  readonly coverage: Coverage;
  readonly systems: readonly SystemLine[];
  readonly outcomes: Outcomes;
  readonly outcomes_of: Readonly<Record<string, Outcomes>>;
  readonly runs: number;
  readonly unavailable: number;
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
  readonly by_session: readonly CostPoint[];
  readonly by_cell: readonly CostPoint[];
  readonly cells: readonly CellShown[];
  readonly flows: readonly DataFlow[];
  readonly datasets: readonly UsedData[];
  readonly subjects: Subjects;
  readonly faults: readonly Diagnostic[];
}

/** Characters of source by author; the three add up to the source's length. */
export interface Characters {
  readonly ai: number;
  readonly human: number;
  readonly unknown: number;
}

/** Cells that hold text, by origin. */
export interface Origins {
  readonly ai_generated: number;
  readonly ai_assisted: number;
  readonly human: number;
  readonly unknown: number;
}

/**
 * How much of a notebook was seen. Cells without text are not counted.
 *
 * `tracked`: code cells whose text was written under tracking or declared, in whole or part;
 * `recorded`: code cells with a run record of their present source; `executed`: those that
 * show an execution count; `unknown_origin`: code cells of which it is not known who wrote
 * them.
 */
export interface Coverage {
  readonly cells: number;
  readonly code_cells: number;
  readonly tracked: number;
  readonly recorded: number;
  readonly executed: number;
  readonly unknown_origin: number;
  readonly sessions: number;
}

/**
 * One AI system in one scope. `is_called` is false where it is only named as an author.
 *
 * `input_tokens` and `output_tokens` are those that were told.
 */
export interface SystemLine {
  readonly name: string;
  readonly scope: 'local' | 'remote';
  readonly is_called: boolean;
  readonly calls: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
}

/** Suggestions of AI systems by what became of them: accepted as they were, edited, rejected. */
export interface Outcomes {
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
}

/**
 * What a kernel session, or all runs of a cell, cost on this machine.
 *
 * `index` is the place of the session in time, or of the cell in the notebook; `started` is
 * null of a cell. `unavailable` counts the runs whose energy is not in the figures.
 */
export interface CostPoint {
  readonly index: number;
  readonly started: string | null;
  readonly runs: number;
  readonly unavailable: number;
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
}

/**
 * One cell: why its outputs are out of date, and why a person should look at it.
 *
 * `review_reasons` stand whatever a review says: a standing one answers them. `faults` are
 * gaps in the recording itself.
 */
export interface CellShown {
  readonly index: number;
  readonly id: string | null;
  readonly stale: readonly StaleCause[];
  readonly review: ReviewShown | null;
  readonly review_reasons: readonly ('call' | 'data' | 'fault' | 'source')[];
  readonly faults: readonly Diagnostic[];
}

/**
 * Why what a cell shows is older than what it was made from.
 *
 * `what`: `source`, the cell's text changed since; `name`, the cell at `cell`, above,
 * gave a variable it read another value since; `file`, a file it read has another content now
 * (`cell`: the one that wrote it, None where it was not one of the notebook's); `upstream`,
 * the variable or file `name` came from the cell at `cell`, which is out of date itself.
 */
export interface StaleCause {
  readonly what: 'file' | 'name' | 'source' | 'upstream';
  readonly name: string;
  readonly cell: number | null;
}

/** What a person said with the review made at `time`, in the reader's language. */
export interface ReviewShown {
  readonly time: string;
  readonly lines: readonly string[];
}

/**
 * Data of one making or one kind, and where they end up.
 *
 * `protected` is the class of protected data; `made_in` the index of the cell that made them.
 */
export interface DataFlow {
  readonly id: string;
  readonly mark: 'ai-output' | 'protected' | 'synthetic';
  readonly name: string;
  readonly protected: string | null;
  readonly made_in: number | null;
  readonly ends: readonly FlowEnd[];
}

/** Where data end up: an output of the cell (position among the visible), or a written file. */
export interface FlowEnd {
  readonly cell: number;
  readonly output: number | null;
  readonly file: string | null;
}

/**
 * A data set: a file that cells read, or one that only a passport speaks of.
 *
 * `path` is relative to the project, null of data that no cell read from a file in it;
 * `read_in` holds the indices of the cells. `passport` is the name of the one that speaks of
 * it, `is_other` whether that was given to other content of this file.
 */
export interface UsedData {
  readonly name: string;
  readonly path: string | null;
  readonly read_in: readonly number[];
  readonly passport: string | null;
  readonly is_other: boolean;
}

/** All that can be asked about: what the last runs made, read, wrote and showed. */
export interface Subjects {
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly outputs: readonly OutputSubject[];
}

/** An output that can be asked about: id and index of its cell, and its own index. */
export interface OutputSubject {
  readonly cell: string;
  readonly at: number;
  readonly index: number;
}

/**
 * One thing in an answer: data as they were made, a file, a cell, a name, an output.
 *
 * `text` is a name, a path, the place of an output, the first line of a cell; `lost` is a
 * name whose maker is no longer recorded. `cell` is the index of the cell it stands in.
 */
export interface Link {
  readonly id: string;
  readonly kind: 'cell' | 'data' | 'file' | 'lost' | 'name' | 'output';
  readonly text: string;
  readonly cell: number | null;
  readonly marks: readonly (
    'ai-code' | 'ai-output' | 'protected' | 'synthetic' | 'unknown'
  )[];
  readonly sources: readonly LinkSource[];
}

/** What something was made from: the id of another link, and through which names. */
export interface LinkSource {
  readonly id: string;
  readonly through: readonly string[];
}

/** What is asked about: a variable or a file by `text`, or a cell's output by its index. */
export interface Subject {
  readonly kind: 'file' | 'name' | 'output';
  readonly text: string;
  readonly cell: string | null;
  readonly index: number | null;
}
